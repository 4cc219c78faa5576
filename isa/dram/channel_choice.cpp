// Which command a channel issues next, and when.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {
namespace {

constexpr int kOpenedFor = 0, kRefreshClass = 1, kQueueClass = 2;

}  // namespace

bool Channel::before(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.order_class != b.order_class) return a.order_class < b.order_class;
  if (a.first != b.first) return a.first < b.first;
  return a.second < b.second;
}

void Channel::consider(Candidate& best, const Candidate& candidate) const {
  if (candidate.time < kNever && before(candidate, best)) best = candidate;
}

Channel::Candidate Channel::active_column(int bank) const {
  const int index = active_[static_cast<std::size_t>(bank)];
  const Request& request = queues_.request(index);
  Candidate found;
  found.command = request.write ? Command::kWrite : Command::kRead;
  found.time =
      aligned(found.command, std::max(timing_.earliest(found.command, bank), column_floor_));
  found.rank = found.time;
  found.order_class = kOpenedFor;
  found.first = request.arrival;
  found.second = active_order_[static_cast<std::size_t>(bank)];
  found.bank = bank;
  found.request = index;
  found.from_active = true;
  return found;
}

Channel::Candidate Channel::queue_column(bool write, int bank) const {
  const int index = queues_.first_hit(write, bank);
  const Request& request = queues_.request(index);
  Candidate found;
  found.command = write ? Command::kWrite : Command::kRead;
  found.time =
      aligned(found.command,
              std::max({timing_.earliest(found.command, bank), visible(request), column_floor_}));
  found.rank = policy_.choice == Choice::kEarliestEnd ? found.time + 1 : found.time;
  found.order_class = kQueueClass;
  found.first = request.order;
  found.bank = bank;
  found.request = index;
  return found;
}

Channel::Candidate Channel::queue_row(bool write, int bank) const {
  const int index = queues_.first_miss(write, bank);
  const Request& request = queues_.request(index);
  Candidate found;
  found.bank = bank;
  found.request = index;
  found.order_class = kQueueClass;
  found.first = request.order;
  if (queues_.open_row(bank) == RequestQueues::kClosed) {
    if (opening_bank_ >= 0) return found;  // one bank at a time is between ACT1 and ACT2
    found.command = Command::kActivate;
  } else {
    found.command = Command::kPrecharge;
    if (active_[static_cast<std::size_t>(bank)] >= 0) return found;
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

bool Channel::direction_served(bool write) const {
  return policy_.queues == Queues::kShared || write == write_mode_;
}

Channel::Candidate Channel::best_active() const {
  Candidate best;
  with_active_.for_each(queues_.words(), [&](int bank) {
    // Most cannot be first: their row is still opening.
    const Command command = queues_.request(active_[static_cast<std::size_t>(bank)]).write
                                ? Command::kWrite
                                : Command::kRead;
    if (timing_.earliest(command, bank) <= best.time) consider(best, active_column(bank));
  });
  return best;
}

// A bank whose row was opened for the direction that is not served any more keeps that request if
// its requests of the other direction are all for other rows.
bool Channel::serves_other_direction(int bank) const {
  return opened_for_[!write_mode_].contains(bank) && queues_.first_hit(!write_mode_, bank) >= 0 &&
         queues_.first_hit(write_mode_, bank) < 0 && queues_.first_miss(write_mode_, bank) >= 0;
}

// The bank whose command comes first: by clock, then by age.
class Channel::Earliest {
 public:
  void offer(int bank, Clock time, std::int64_t order) {
    if (time > time_ || (time == time_ && order > order_)) return;
    time_ = time;
    order_ = order;
    bank_ = bank;
  }
  // Nothing that comes at `time` at the soonest can be first.
  bool before(Clock time, std::int64_t order) const {
    return time_ < time || (time_ == time && order_ < order);
  }
  int bank() const { return bank_; }
  Clock time() const { return time_; }
  std::int64_t order() const { return order_; }

 private:
  Clock time_ = kNever;
  std::int64_t order_ = 0;
  int bank_ = -1;
};

// What was accepted is seen by the next slot at the latest (`accept` moves the floors), so the
// clock at which a request came plays no part in the two searches.
Channel::Candidate Channel::best_hit() const {
  const bool write = write_mode_;
  const auto legal = timing_.search(write ? Command::kWrite : Command::kRead);
  const RequestQueues::List* hits = queues_.hits(write);
  const Clock odd = spec_.clocks.every_other ? 1 : 0;
  const Clock floor = column_floor_;
  Earliest earliest;
  queues_.banks_with_hits(write).for_each_not_in(stopped_, queues_.words(), [&](int bank) {
    earliest.offer(bank, std::max(legal(bank), floor) | odd, hits[bank].order);
  });
  if (earliest.bank() < 0) return {};
  Candidate found;
  found.time = found.rank = earliest.time();
  found.order_class = kQueueClass;
  found.first = earliest.order();
  found.bank = earliest.bank();
  found.request = hits[earliest.bank()].head;
  found.command = write ? Command::kWrite : Command::kRead;
  return found;
}

// Open banks ask for PRE, closed ones for ACT: two searches, each over one command's stamps. A bank
// with a request that it was opened for is not closed. Most ACTs wait for what their rank or
// pseudo-channel allows, and then none of its banks need be looked at.
Channel::Candidate Channel::best_miss() const {
  const bool write = write_mode_;
  const RequestQueues::List* misses = queues_.misses(write);
  const BankSet& waiting = queues_.banks_with_misses(write);
  const BankSet& open = queues_.open_banks();
  const int words = queues_.words();
  const Clock floor = row_floor_;
  Earliest earliest;
  const auto precharge = timing_.search(Command::kPrecharge);
  const RequestQueues::List* hits = queues_.hits(write);
  (waiting & open).for_each_not_in(held_, words, [&](int bank) {
    const RequestQueues::List& miss = misses[bank];
    if (earliest.before(floor, miss.order)) return;
    if (hits[bank].head >= 0 && hits[bank].arrival <= miss.arrival) return;
    earliest.offer(bank, std::max(precharge(bank), floor), miss.order);
  });
  if (opening_bank_ < 0) {
    const auto activate = timing_.search(Command::kActivate);
    const Clock odd = spec_.clocks.every_other ? 1 : 0;
    const BankSet out = held_ | open;
    for (std::size_t top = 0; top < banks_of_top_.size(); ++top) {
      const Clock soonest = std::max(activate.of_top(top), floor) | odd;
      if (soonest > earliest.time()) continue;
      (waiting & banks_of_top_[top]).for_each_not_in(out, words, [&](int bank) {
        const std::int64_t order = misses[bank].order;
        if (earliest.before(soonest, order)) return;
        earliest.offer(bank, std::max(activate(bank) | odd, soonest), order);
      });
    }
  }
  return earliest.bank() < 0 ? Candidate() : queue_row(write, earliest.bank());
}

Channel::Candidate Channel::best_column() const {
  if (with_active_.empty() && !queue_blocked() && !policy_.bank_machines() &&
      policy_.queues != Queues::kShared)
    return best_hit();
  Candidate best = best_active();
  if (queue_blocked()) return best;
  if (!policy_.bank_machines() && policy_.queues != Queues::kShared) {
    consider(best, best_hit());
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

Channel::Candidate Channel::best_row() const {
  Candidate best = refresh_command();
  if (queue_blocked()) return best;
  if (!policy_.bank_machines() && policy_.queues != Queues::kShared) {
    consider(best, best_miss());
    return best;
  }
  for (const bool write : {false, true}) {
    if (!direction_served(write)) continue;
    queues_.banks_with_misses(write).for_each_not_in(
        stopped_, queues_.words(), [&](int bank) { consider(best, queue_row(write, bank)); });
  }
  return best;
}

// What the first pending refresh needs next; nothing while its banks have a request that they were
// opened for.
Channel::Candidate Channel::refresh_command() const {
  Candidate found;
  if (pending_.empty()) return found;
  const DueRefresh& due = pending_.front();
  found.order_class = kRefreshClass;
  found.bank = due.bank;
  if (!due.all_banks) {
    const bool open = queues_.open_row(due.bank) != RequestQueues::kClosed;
    if (due.bank == opening_bank_) return found;
    if (open && active_[static_cast<std::size_t>(due.bank)] >= 0) return found;
    found.command = open ? Command::kPrecharge : Command::kRefreshBank;
    found.time = std::max(timing_.earliest(found.command, due.bank), row_floor_);
  } else {
    const int banks_per_top = spec_.organisation.bank_groups * spec_.organisation.banks;
    const int first = due.first_top * banks_per_top;
    const int last = first + due.tops * banks_per_top;
    bool open = false;
    for (int bank = first; bank < last; ++bank) {
      if (active_[static_cast<std::size_t>(bank)] >= 0 || bank == opening_bank_) return found;
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

bool Channel::next_mode() const {
  if (!write_mode_) return waiting_[1] > policy_.drain_above || waiting_[0] == 0;
  return !(waiting_[1] <= policy_.drain_to && waiting_[0] != 0);
}

void Channel::evaluate_mode() {
  mode_stale_ = false;
  if (policy_.queues == Queues::kShared || next_mode() == write_mode_) return;
  write_mode_ = !write_mode_;
  mode_since_ = now_;
  column_stale_ = row_stale_ = true;
}

// The mode is looked at once a clock whenever the queues are asked for a command, so at the first
// clock after their counts changed, unless a request that a row was opened for goes in that clock.
void Channel::settle_mode() {
  if (!mode_stale_ || queue_blocked()) return;
  if (next_mode() == write_mode_) {
    mode_stale_ = false;
    return;
  }
  if (policy_.bank_machines()) return evaluate_mode();
  const Clock slot = std::max(now_, std::min(column_floor_, row_floor_));
  // A refresh that falls due in that clock stops the queues from being asked.
  if (policy_.refresh_stops_all && refresh_.next() <= slot) return;
  if (!with_active_.empty() && best_active().time <= slot) return;
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
  column_stale_ = row_stale_ = true;
}

void Channel::choose() {
  settle_mode();
  if (column_.time < column_floor_) column_stale_ = true;
  if (row_.time < row_floor_) row_stale_ = true;
  if (column_stale_) column_ = best_column();
  if (row_stale_) row_ = best_row();
  column_stale_ = row_stale_ = false;
}

Clock Channel::find_next() {
  Clock time;
  if (spec_.two_part_activate()) {
    time = next_two_part();
  } else {
    choose();
    if (policy_.two_slots)
      time = std::min(column_.time, row_.time);
    else
      time = before(row_, column_) ? row_.time : column_.time;
  }
  next_ = std::min(time, refresh_.next());
  next_known_ = true;
  return next_;
}

}  // namespace tessera::dram
