// Which command a channel issues next, and when.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {
Candidate Channel::active_column(int bank) const {
  Candidate found;
  found.command = active_.write(bank) ? Command::kWrite : Command::kRead;
  found.time =
      aligned(found.command, std::max(timing_.earliest(found.command, bank), column_floor_));
  found.rank = found.time;
  found.order_class = OrderClass::kOpenedFor;
  found.first = active_.age(bank);
  found.second = active_.opening(bank);
  found.bank = bank;
  found.request = active_.request(bank);
  found.from_active = true;
  return found;
}

Candidate Channel::queue_column(bool write, int bank) const {
  const int index = queues_.first_hit(write, bank);
  const Request& request = queues_.request(index);
  Candidate found;
  found.command = write ? Command::kWrite : Command::kRead;
  found.time =
      aligned(found.command,
              std::max({timing_.earliest(found.command, bank), visible(request), column_floor_}));
  found.rank = policy_.choice == Choice::kEarliestEnd ? found.time + 1 : found.time;
  found.order_class = OrderClass::kQueue;
  found.first = request.order;
  found.bank = bank;
  found.request = index;
  return found;
}

Candidate Channel::queue_row(bool write, int bank) const {
  const int index = queues_.first_miss(write, bank);
  const Request& request = queues_.request(index);
  Candidate found;
  found.bank = bank;
  found.request = index;
  found.order_class = OrderClass::kQueue;
  found.first = request.order;
  if (queues_.open_row(bank) == RequestQueues::kClosed) {
    if (opening_bank_ >= 0) return found;  // one bank at a time is between ACT1 and ACT2
    found.command = Command::kActivate;
  } else {
    found.command = Command::kPrecharge;
    if (active_.contains(bank)) return found;
    if (policy_.choice == Choice::kEarliestEnd) {
      // The bank has one command to offer, and hits come first.
      const bool other = policy_.queues == Queues::kShared && queues_.first_hit(!write, bank) >= 0;
      if (queues_.first_hit(write, bank) >= 0 || other) return found;
      if (opened_for_[!write].contains(bank) && queues_.first_hit(!write, bank) >= 0) return found;
    } else if (const int hit = queues_.first_hit(write, bank); hit >= 0) {
      if (queues_.request(hit).arrival <= request.arrival) return found;
    }
  }
  found.time =
      aligned(found.command,
              std::max({timing_.earliest(found.command, bank), visible(request), row_floor_}));
  found.rank = found.time;
  if (policy_.choice == Choice::kEarliestEnd)
    found.rank += found.command == Command::kActivate ? spec_.clocks.activate_slots : 1;
  return found;
}

// A bank whose row was opened for the direction that is not served any more keeps that request if
// its requests of the other direction are all for other rows.
bool Channel::serves_other_direction(int bank) const {
  return opened_for_[!write_mode_].contains(bank) && queues_.first_hit(!write_mode_, bank) >= 0 &&
         queues_.first_hit(write_mode_, bank) < 0 && queues_.first_miss(write_mode_, bank) >= 0;
}

Candidate Channel::best_column() const {
  Candidate best = best_active();
  if (queue_blocked()) return best;
  if (plain_queues_) {
    Candidate hit;
    find_hit(hit);
    consider(best, hit);
    return best;
  }
  for (const bool write : {false, true}) {
    if (!direction_served(write)) continue;
    queues_.banks_with_hits(write).for_each_not_in(
        stopped_, queues_.words(), [&](int bank) { consider(best, queue_column(write, bank)); });
  }
  if (policy_.queues == Queues::kSeparateLocked) {
    opened_for_[!write_mode_].for_each(queues_.words(), [&](int bank) {
      if (serves_other_direction(bank)) consider(best, queue_column(!write_mode_, bank));
    });
  }
  return best;
}

void Channel::search_rows_of_any_queue() {
  precharge_ = activate_ = {};
  for (const bool write : {false, true}) {
    if (!direction_served(write)) continue;
    queues_.banks_with_misses(write).for_each_not_in(stopped_, queues_.words(), [&](int bank) {
      const Candidate found = queue_row(write, bank);
      consider(found.command == Command::kActivate ? activate_ : precharge_, found);
    });
  }
}

// It is held back. If all are at least to its new time, and no older one was to go by then, it is
// still the first, only later.
bool Channel::moves_on(Candidate& first, Clock legal, Clock floor) const {
  const auto at_floor = [&](Clock clock) { return aligned(first.command, std::max(clock, floor)); };
  const Clock time = at_floor(legal);
  if (time >= first.unchallenged_before) return false;
  if (time > at_floor(timing_.soonest(first.command))) return false;
  first.time = first.rank = time;
  return true;
}

void Channel::search_rows() {
  if (queue_blocked()) {
    precharge_ = activate_ = {};
  } else if (!plain_queues_) {
    search_rows_of_any_queue();
  } else {
    if (precharge_stale_) precharge_ = best_precharge();
    if (activate_stale_) activate_ = best_activate();
  }
  precharge_stale_ = activate_stale_ = false;
}

void Channel::choose_refresh() {
  refreshing_ = refresh_command();
  if (before(refreshing_, row())) first_row_ = &Channel::refreshing_;
}

void Channel::consider_miss(bool write, int bank) {
  const bool open = queues_.open_row(bank) != RequestQueues::kClosed;
  if (open ? precharge_stale_ : activate_stale_) return;
  Candidate& best = open ? precharge_ : activate_;
  // Nearly all come later than what is first already.
  const Command command = open ? Command::kPrecharge : Command::kActivate;
  const Clock legal = timing_.earliest(command, bank);
  if (legal > best.time)
    best.unchallenged_before = std::min(best.unchallenged_before, legal);
  else
    consider(best, queue_row(write, bank));
}

// What the first pending refresh needs next; nothing while its banks have a request that they were
// opened for.
Candidate Channel::refresh_command() const {
  Candidate found;
  if (pending_.empty()) return found;
  const DueRefresh& due = pending_.front();
  found.order_class = OrderClass::kRefresh;
  found.bank = due.bank;
  if (!due.all_banks) {
    const bool open = queues_.open_row(due.bank) != RequestQueues::kClosed;
    if (due.bank == opening_bank_) return found;
    if (open && active_.contains(due.bank)) return found;
    found.command = open ? Command::kPrecharge : Command::kRefreshBank;
    found.time = std::max(timing_.earliest(found.command, due.bank), row_floor_);
  } else {
    const int banks_per_top = spec_.organisation.bank_groups * spec_.organisation.banks;
    const int first = due.first_top * banks_per_top;
    const int last = first + due.tops * banks_per_top;
    bool open = false;
    for (int bank = first; bank < last; ++bank) {
      if (active_.contains(bank) || bank == opening_bank_) return found;
      open = open || queues_.open_row(bank) != RequestQueues::kClosed;
    }
    found.command = open ? Command::kPrechargeAll : Command::kRefreshAll;
    found.time =
        std::max(timing_.earliest_above(found.command, due.first_top, due.tops), row_floor_);
  }
  found.time = aligned(found.command, found.time);
  found.rank = found.time;
  return found;
}

Clock Channel::find_next() {
  Clock time;
  if (spec_.two_part_activate()) {
    time = next_two_part();
  } else {
    choose();
    if (policy_.two_slots)
      time = std::min(column_.time, row().time);
    else
      time = before(row(), column_) ? row().time : column_.time;
  }
  next_ = std::min(time, refresh_.next());
  next_known_ = true;
  return next_;
}

}  // namespace tessera::dram
