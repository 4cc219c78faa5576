// The times that the engine itself looks at, and energies.
#include <fmt/format.h>

#include "isa/dram/read/blocks.h"

namespace tessera::dram {

DramClocks read_clocks(const TextBlock& standard, const Times& times, const Interface& interface,
                       const Policy& policy) {
  const auto required = [&](const char* name) {
    return static_cast<int>(times.clocks(standard, name));
  };
  const auto optional = [&](const char* name, int absent) {
    return static_cast<int>(times.clocks_or(name, absent));
  };
  DramClocks clocks;
  clocks.tck_ps = interface.grid.tck_ps;
  clocks.every_other = interface.grid.every_other;
  clocks.burst = interface.burst;
  clocks.read_latency = required("tCL");
  clocks.write_latency = required("tCWL");
  const bool refreshed = policy.refresh == Refresh::kAllBank;
  clocks.refresh_interval = refreshed ? required("tREFI") : optional("tREFI", 0);
  clocks.refresh_bank_interval = optional("tREFIpb", 0);
  clocks.refresh_bank_time =
      clocks.refresh_bank_interval > 0 ? required("tRFCpb") : optional("tRFCpb", 0);
  clocks.second_activate_within = optional("tAAD", 0);
  clocks.data_clock_postamble = optional("tWCKPST", 0);
  clocks.activate_slots = std::max(1, optional("tACT", 1));
  return clocks;
}

DramEnergy read_energy(const TextBlock& block) {
  DramEnergy energy;
  energy.activate_pj = block.number_or("activate_pj", kNotNegative, 0);
  energy.read_pj_per_bit = block.number("read_pj_per_bit", kNotNegative);
  energy.write_pj_per_bit = block.number("write_pj_per_bit", kNotNegative);
  energy.io_pj_per_bit = block.number_or("io_pj_per_bit", kNotNegative, 0);
  energy.refresh_pj = block.number_or("refresh_pj", kNotNegative, 0);
  energy.refresh_bank_pj = block.number_or("refresh_bank_pj", kNotNegative, 0);
  return energy;
}

}  // namespace tessera::dram
