#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "isa/read/blocks.h"

namespace tessera {
namespace {

using Energies = std::array<Picojoules, kDataTypes>;

void read_mac(const TextBlock& entry, Energies& energies) {
  const std::string name = entry.text("dtype");
  const double energy = entry.number("pj", kPositive);
  if (const auto type = data_type_named(name)) {
    energies[static_cast<std::size_t>(*type)] = Picojoules(energy);
  } else if (!name.empty()) {
    entry.reject("dtype", name,
                 fmt::format("must be one of {}", fmt::join(data_type_names(), ", ")));
  }
}

// A chip that states its own bf16 energy keeps the ratios of the table.
void scale_to_own(const TextBlock& power, Energies& energies) {
  const auto own = power.optional_number("mac_pj", kPositive);
  const double table = energies[static_cast<std::size_t>(DataType::kBf16)].count();
  if (!own) return;
  if (table == 0)
    return power.add_mistake("mac", power.path("mac") + " has no bf16 to scale by mac_pj");
  for (Picojoules& energy : energies) energy = energy * (*own / table);
}

Energies read_macs(const TextBlock& power, const ChipSpec& chip) {
  Energies energies{};
  for (const TextBlock& entry : power.entries("mac")) read_mac(entry, energies);
  scale_to_own(power, energies);
  // Scales of blocks add next to nothing to a product.
  const auto as = [&](DataType scaled, DataType plain) {
    Picojoules& energy = energies[static_cast<std::size_t>(scaled)];
    if (energy.count() == 0) energy = energies[static_cast<std::size_t>(plain)];
  };
  as(DataType::kFp8Block, DataType::kFp8);
  as(DataType::kMxfp4, DataType::kFp4);
  for (const DataType grouped :
       {DataType::kInt4Group128, DataType::kInt4Group64, DataType::kInt4Group32})
    as(grouped, DataType::kInt4);
  if (!chip.core.matrix_unit || power.absent()) return energies;
  for (std::size_t i = 0; i < energies.size(); ++i) {
    if (chip.core.matrix_unit->rates[i].relative == 0 || energies[i].count() > 0) continue;
    power.add_mistake("mac",
                      fmt::format("{} has no {}, which the matrix unit runs; name an energy_table "
                                  "or give its energy",
                                  power.path("mac"), name_of(static_cast<DataType>(i))));
  }
  return energies;
}

// A chip's own numbers win over those of its memory standard.
void read_memory_energy(const TextBlock& power, const MemorySpec& memory, PowerSpec& spec) {
  constexpr double kBits = 8;
  if (!memory.dram && !memory.standard.empty()) return;  // what is wrong with it is said already
  if (!memory.dram) {
    spec.memory_byte = Picojoules(power.number("memory_pj_per_byte", kNotNegative));
    spec.memory_activation =
        Picojoules(memory.on_chip ? power.number_or("memory_activation_pj", kNotNegative, 0)
                                  : power.number("memory_activation_pj", kNotNegative));
    return;
  }
  const dram::DramEnergy& energy = memory.dram->energy;
  spec.memory_byte = Picojoules(power.number_or(
      "memory_pj_per_byte", kNotNegative, kBits * (energy.read_pj_per_bit + energy.io_pj_per_bit)));
  spec.memory_io_byte = std::min(spec.memory_byte, Picojoules(kBits * energy.io_pj_per_bit));
  spec.memory_activation =
      Picojoules(power.number_or("memory_activation_pj", kNotNegative, energy.activate_pj));
  const bool per_bank = memory.dram->policy.refresh == dram::Refresh::kPerBank;
  spec.memory_refresh = Watts(memory.service.refreshes_per_second * memory.dram_channels * 1e-12 *
                              (per_bank ? energy.refresh_bank_pj : energy.refresh_pj));
}

}  // namespace

PowerSpec read_power(const TextBlock& power, const ChipSpec& chip) {
  const auto energy = [&](const char* field, bool needed) {
    return Picojoules(needed ? power.number(field, kNotNegative)
                             : power.number_or(field, kNotNegative, 0));
  };
  PowerSpec spec;
  spec.static_power = Watts(power.number("static_w", kNotNegative));
  if (const auto watts = power.optional_number("tdp_w", kPositive))
    spec.thermal_design_power = Watts(*watts);
  power.optional_number("process_nm", kPositive);
  spec.sustained_matrix_share = power.optional_number("sustained_matrix_share", kPositive);
  spec.throttle_time = from_nanoseconds(1e6 * power.number_or("throttle_ms", kNotNegative, 0));
  spec.mac = read_macs(power, chip);
  spec.vector_operation = energy("vector_operation_pj", true);
  spec.local_memory_byte = energy("local_memory_pj_per_byte", true);
  spec.shared_buffer_byte = energy("shared_buffer_pj_per_byte", chip.shared_buffer.has_value());
  spec.network_byte_hop = energy("network_pj_per_byte_hop", true);
  read_memory_energy(power, chip.memory, spec);
  spec.link_byte = energy("link_pj_per_byte", chip.chip_link.has_value());
  return spec;
}

}  // namespace tessera
