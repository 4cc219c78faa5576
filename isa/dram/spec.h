// One DRAM channel, checked: how it is organised, how long after a command another one waits, how
// its controller decides. Nothing downstream checks again.
#pragma once

#include <string>
#include <vector>

#include "isa/dram/command.h"
#include "isa/dram/policy.h"

namespace tessera::dram {

// The levels of the tree of a channel. A rank is what tables also call SID (stack ID): dies or
// halves of a stack that share the pins. Both nest in a pseudo-channel.
enum class Level { kChannel, kPseudoChannel, kRank, kBankGroup, kBank };

// After `after` on a node of `level`, `before` on the same node waits `wait` clocks, counted from
// the `window`-th most recent `after`; with `siblings_only`, `before` on the other nodes of that
// level below the same parent.
struct Constraint {
  Level level = Level::kBank;
  Command after = Command::kActivate;
  Command before = Command::kRead;
  int wait = 0;
  int window = 1;
  bool siblings_only = false;
  bool operator==(const Constraint&) const = default;
};

// Counts are per parent: banks per bank group, bank groups per rank, ... All are powers of two.
struct Organisation {
  int pseudo_channels = 1;
  int ranks = 1;
  int bank_groups = 1;
  int banks = 1;
  std::int64_t rows = 1;
  int columns = 1;             // transactions per row
  int transaction_bytes = 64;  // one burst on the data bus of a pseudo-channel
  int all_banks() const { return pseudo_channels * ranks * bank_groups * banks; }
  std::int64_t transactions() const { return all_banks() * rows * columns; }
  std::int64_t bytes() const { return transactions() * transaction_bytes; }
  std::int64_t row_bytes() const { return std::int64_t{columns} * transaction_bytes; }
  bool operator==(const Organisation&) const = default;
};

// A field of an address, above the byte in its transaction.
enum class AddressField { kPseudoChannel, kRank, kBankGroup, kBank, kColumn, kRow };

struct DramClocks {
  double tck_ps = 1000;      // one clock; of HBM3 and later half a clock
  int burst = 4;             // of one transaction on its data bus
  int read_latency = 0;      // RD to first data: CL
  int write_latency = 0;     // WR to first data: CWL
  bool every_other = false;  // all commands but precharges start on odd clocks only (HBM3, HBM4)
  int refresh_interval = 0;  // tREFI of REFab; 0: never refreshed
  int refresh_bank_interval = 0;   // between two REFpb of a pseudo-channel
  int refresh_bank_time = 0;       // tRFCpb
  int second_activate_within = 0;  // ACT2 at most this late after ACT1 (tAAD); 0: one-part ACT
  int data_clock_postamble = 0;    // tWCKPST; only with two-part ACT
  int activate_slots = 1;          // clocks of the command bus that an ACT takes
  bool operator==(const DramClocks&) const = default;
};

// Per command and per bit moved; a RD or WR moves a transaction.
struct DramEnergy {
  double activate_pj = 0;      // ACT and PRE of one row
  double read_pj_per_bit = 0;  // array to pins
  double write_pj_per_bit = 0;
  double io_pj_per_bit = 0;  // pins and wires to the controller
  double refresh_pj = 0;     // one REFab of a rank or pseudo-channel
  double refresh_bank_pj = 0;
  bool operator==(const DramEnergy&) const = default;
};

struct DramSpec {
  std::string name;
  Organisation organisation;
  DramClocks clocks;
  std::vector<Constraint> constraints;
  // REFab and PREab are for a whole pseudo-channel, all its ranks (HBM); else for a rank.
  bool refresh_covers_ranks = false;
  std::vector<AddressField> mapping;  // least significant first; each field once
  Policy policy;
  DramEnergy energy;

  bool two_part_activate() const { return clocks.second_activate_within > 0; }
  // Of all pseudo-channels.
  double peak_gb_per_s() const {
    return 1000.0 * organisation.pseudo_channels * organisation.transaction_bytes /
           (clocks.burst * clocks.tck_ps);
  }
  bool operator==(const DramSpec&) const = default;
};

}  // namespace tessera::dram
