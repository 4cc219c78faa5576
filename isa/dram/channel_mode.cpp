// When a channel turns from reads to writes and back.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {

void Channel::change_mode() {
  write_mode_ = !write_mode_;
  mode_since_ = now_;
  forget_choice();
}

// At the first clock at which the queues are asked, unless a request that a row was opened for goes
// in that clock.
void Channel::change_mode_in_time() {
  if (policy_.bank_machines()) return evaluate_mode();
  const Clock slot = std::max(now_, std::min(column_floor_, row_floor_));
  // A refresh that falls due in that clock stops the queues from being asked.
  if (policy_.refresh_stops_all && refresh_.next() <= slot) return;
  if (!active_.empty() && best_active().time <= slot) return;
  // Nor are they asked where an ACT2, or the RD or WR behind a CAS, has the slot.
  if (synchronised_ || (opening_bank_ >= 0 && slot >= second_by_)) return;
  mode_slot_ = slot;
  mode_before_ = write_mode_;
  evaluate_mode();
}

// A request came before the clock for which the mode was looked at.
void Channel::unsettle_mode() {
  mode_slot_ = -1;
  mode_stale_ = true;
  if (write_mode_ == mode_before_) return;
  write_mode_ = mode_before_;
  forget_choice();
}

}  // namespace tessera::dram
