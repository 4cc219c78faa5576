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
  times.refuse_zero("tREFI", "policy.refresh: NONE means no refresh");
  times.refuse_zero("tREFIpb", "leave it out where banks are not refreshed one by one");
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

DramEnergy read_energy(const TextBlock& block, bool has_rows, bool refreshes_banks) {
  const auto only_if = [&](bool needed, const char* field) {
    return needed ? block.number(field, kNotNegative) : block.number_or(field, kNotNegative, 0);
  };
  DramEnergy energy;
  energy.activate_pj = only_if(has_rows, "activate_pj");
  energy.read_pj_per_bit = block.number("read_pj_per_bit", kNotNegative);
  energy.write_pj_per_bit = block.number("write_pj_per_bit", kNotNegative);
  energy.io_pj_per_bit = only_if(has_rows, "io_pj_per_bit");
  energy.refresh_pj = only_if(has_rows, "refresh_pj");
  energy.refresh_bank_pj = only_if(refreshes_banks, "refresh_bank_pj");
  return energy;
}

}  // namespace tessera::dram
