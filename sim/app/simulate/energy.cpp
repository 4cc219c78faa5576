#include "sim/app/simulate/energy.h"

namespace tessera {

std::vector<EnergyItem> energy_of(const ChipSpec& chip, const Actions& actions, Picoseconds elapsed,
                                  std::int64_t chips) {
  const PowerSpec& p = chip.power;
  Picojoules macs;
  for (std::size_t i = 0; i < actions.macs.size(); ++i) macs += p.mac[i] * actions.macs[i];
  const double time =
      static_cast<double>(elapsed.count()) * static_cast<double>(chips);  // W x ps = pJ
  const double memory_bytes = actions.memory_read_bytes + actions.memory_written_bytes;
  const std::vector<EnergyItem> all = {
      {"matrix", macs},
      {"vector", p.vector_operation * actions.vector_operations},
      {"local memory", p.local_memory_byte * actions.local_memory_bytes},
      {"shared buffer", p.shared_buffer_byte * actions.shared_buffer_bytes},
      {"network", p.network_byte_hop * actions.network_byte_hops},
      {"memory activation", p.memory_activation * actions.memory_row_activations},
      {"memory array", (p.memory_byte - p.memory_io_byte) * memory_bytes},
      {"memory I/O", p.memory_io_byte * memory_bytes},
      {"memory refresh", Picojoules(p.memory_refresh.count() * time)},
      {"chip link", p.link_byte * actions.link_bytes},
      {"static", Picojoules(p.static_power.count() * time)},
  };
  std::vector<EnergyItem> items;
  for (const EnergyItem& item : all)
    if (item.energy.count() > 0) items.push_back(item);
  return items;
}

}  // namespace tessera
