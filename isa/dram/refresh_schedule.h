// When refreshes fall due, and for which banks: the exact phase of a channel, no requests involved.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "isa/dram/spec.h"

namespace tessera::dram {

// One refresh that the controller has to carry out.
struct DueRefresh {
  bool all_banks = true;
  int first_top = 0;  // of all banks: the tops that it covers
  int tops = 1;
  int bank = -1;  // of one bank
};

// All banks: one command for each rank, or, where there are pseudo-channels, for each of these,
// every tREFI. Per bank: every tREFIpb one bank of each pseudo-channel, bank after bank of a rank,
// rank after rank, one command a clock; the next set of a rank begins tRFCpb after its last.
class RefreshSchedule {
 public:
  explicit RefreshSchedule(const DramSpec& spec);

  // The clock at which `fall_due` has something to say; kNever without refresh.
  Clock next() const { return next_; }
  // What falls due at `next()`.
  std::vector<DueRefresh> fall_due();

  Refresh kind() const { return kind_; }
  // How long it takes until every bank was refreshed once more; nothing without refresh.
  std::optional<Clock> round() const;

 private:
  Clock find_next() const;
  Clock next_set() const;
  void begin_set();

  Refresh kind_;
  Organisation organisation_;
  Clock interval_, bank_interval_, bank_time_;
  int scopes_, tops_per_scope_;
  Clock due_;
  Clock next_ = kNever;
  std::deque<DueRefresh> queued_;  // of the set that is being handed out, one a clock
  Clock queued_at_ = 0;
  int rank_ = 0, bank_in_rank_ = 0;
  std::vector<Clock> set_allowed_;  // by rank
};

// How often cells must be refreshed, over the rate of the table: 1 up to 85 C, 2 up to 95 C, 4 up
// to 105 C (JESD235, JESD79: the extended temperature ranges halve tREFI twice).
double temperature_refresh_rate(double celsius);

}  // namespace tessera::dram
