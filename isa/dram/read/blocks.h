// The parts of a memory text, each read into its part of a Spec.
#pragma once

#include <vector>

#include "isa/dram/read/times.h"
#include "isa/dram/spec.h"
#include "isa/memory_standard.pb.h"

namespace tessera::dram {

// What the pins of a channel say.
struct Interface {
  ClockGrid grid;
  int burst = 1;  // clocks
  std::int64_t transaction_bytes = 1;
  double data_rate_mbps = 1;
};
Interface read_interface(const TextBlock& interface);

Organisation read_organisation(const TextBlock& organisation, const Interface& interface);

// Least significant first; fields with one value may be left out.
std::vector<AddressField> read_mapping(const TextBlock& standard, const proto::MemoryStandard& text,
                                       const Organisation& organisation);

DramClocks read_clocks(const TextBlock& standard, const Times& times, const Interface& interface,
                       const Policy& policy);

// One row per pair of commands, the longest wait of those for the same pair.
std::vector<Constraint> read_constraints(const TextBlock& standard,
                                         const proto::MemoryStandard& text, const Times& times);

// Reports pairs of commands that nothing keeps apart and that no DRAM allows at once.
void check_pairs(const TextBlock& standard, const DramSpec& spec);

Policy read_policy(const TextBlock& policy, int pseudo_channels, bool refreshes_banks);

DramEnergy read_energy(const TextBlock& energy);

}  // namespace tessera::dram
