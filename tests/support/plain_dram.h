// A DRAM channel with round numbers, for tests of what is computed from a channel or built from
// channels.
#pragma once

#include "isa/dram/address_map.h"
#include "isa/dram/spec.h"

namespace tessera::dram {

// 4 bank groups of 4 banks, 1 KiB rows, 32 bytes in 2 clocks of 1 ns: 16 GB/s.
inline DramSpec plain_dram() {
  using enum Level;
  using enum Command;
  DramSpec spec;
  spec.name = "plain";
  spec.organisation = {
      .bank_groups = 4, .banks = 4, .rows = 1024, .columns = 32, .transaction_bytes = 32};
  spec.clocks = {
      .tck_ps = 1000, .burst = 2, .read_latency = 14, .write_latency = 4, .refresh_interval = 3900};
  spec.constraints = {
      {kBank, kActivate, kRead, 14},
      {kBank, kActivate, kWrite, 14},
      {kBank, kActivate, kPrecharge, 34},
      {kBank, kActivate, kActivate, 48},
      {kBank, kPrecharge, kActivate, 14},
      {kBank, kRead, kPrecharge, 5},
      {kBank, kWrite, kPrecharge, 22},
      {kRank, kActivate, kActivate, 4},
      {kRank, kActivate, kActivate, 16, 4},
      {kBankGroup, kRead, kRead, 4},
      {kBankGroup, kWrite, kWrite, 4},
      {kRank, kRead, kRead, 2},
      {kRank, kWrite, kWrite, 2},
      {kRank, kRead, kWrite, 14},
      {kRank, kWrite, kRead, 14},
      {kRank, kPrechargeAll, kRefreshAll, 14},
      {kRank, kRead, kPrechargeAll, 5},
      {kRank, kWrite, kPrechargeAll, 22},
      {kRank, kActivate, kPrechargeAll, 34},
      {kRank, kPrecharge, kRefreshAll, 14},
      {kRank, kRefreshAll, kActivate, 350},
      {kRank, kPrechargeAll, kActivate, 14},
  };
  spec.mapping = bank_groups_interleaved();
  spec.policy = *policy_named("ramulator2");
  spec.energy = {.activate_pj = 900,
                 .read_pj_per_bit = 1.5,
                 .write_pj_per_bit = 1.6,
                 .io_pj_per_bit = 0.5,
                 .refresh_pj = 100000,
                 .refresh_bank_pj = 6000};
  return spec;
}

}  // namespace tessera::dram
