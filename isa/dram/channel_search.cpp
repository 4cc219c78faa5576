// The first command of each kind that the queues of a channel ask for, where reads and writes are
// apart and the oldest of those that are ready goes: what most of the time goes into.
#include <algorithm>

#include "isa/dram/channel.h"

namespace tessera::dram {

// The first bank that a command can go to: by clock, then by the age of the bank's oldest request.
//
// Most banks wait for what all banks of their scope wait for. So the scope that can go soonest is
// looked at first, and in it, from the first bank that can go that soon on, older ones only.
//
// What was accepted is seen by the next slot at the latest (`accept` moves the floors), so the
// clock at which a request came plays no part.
Candidate Channel::first_of(Command command, const BankSet& banks, const RequestQueues::List* lists,
                            Clock floor) const {
  const TimingState::Search legal = timing_.search(command);
  const Clock odd = aligned(command, 0);
  Clock time = kNever, challenged = kNever;
  std::int64_t age = 0;
  int first = -1;
  int scope = legal.soonest_scope();
  for (int turn = 0; turn < legal.scopes(); ++turn) {
    const Clock soonest = std::max(legal.of_scope(scope), floor) | odd;
    if (soonest > time) {
      challenged = std::min(challenged, soonest);
    } else {
      banks.for_each_also_in(legal.banks_of(scope), queues_.words(), [&](int bank) {
        const std::int64_t its_age = lists[bank].order;
        if (time == soonest && its_age > age) return;
        const Clock its_time = std::max(legal.of_bank(bank) | odd, soonest);
        if (its_time > time) {
          challenged = std::min(challenged, its_time);
          return;
        }
        if (its_time < time)
          challenged = time;
        else if (its_age > age)
          return;
        time = its_time;
        age = its_age;
        first = bank;
      });
    }
    if (++scope == legal.scopes()) scope = 0;
  }
  Candidate found;
  if (first < 0) return found;
  found.time = found.rank = time;
  found.first = age;
  found.bank = first;
  found.request = lists[first].head;
  found.unchallenged_before = challenged;
  found.order_class = OrderClass::kQueue;
  found.command = command;
  return found;
}

// Rows open one after the other: from the first that opens too late on, all do.
Candidate Channel::best_active() const {
  Candidate best;
  for (const bool write : {false, true}) {
    const BanksInTurn& row = active_.by_opening(write);
    for (int bank = row.first(); bank >= 0 && active_.ready(bank) <= best.time;
         bank = row.after(bank))
      consider(best, active_column(bank));
  }
  return best;
}

Candidate Channel::best_hit() const {
  const BankSet banks = queues_.banks_with_hits(write_mode_) - stopped_;
  if (banks.empty()) return {};
  return first_of(write_mode_ ? Command::kWrite : Command::kRead, banks, queues_.hits(write_mode_),
                  column_floor_);
}

Candidate Channel::best_precharge() const {
  const RequestQueues::List* misses = queues_.misses(write_mode_);
  const RequestQueues::List* hits = queues_.hits(write_mode_);
  BankSet banks = (queues_.banks_with_misses(write_mode_) & queues_.open_banks()) - held_;
  if (banks.empty()) return {};
  banks.for_each_also_in(queues_.banks_with_hits(write_mode_), queues_.words(), [&](int bank) {
    if (hits[bank].arrival <= misses[bank].arrival) banks.erase(bank);
  });
  return first_of(Command::kPrecharge, banks, misses, row_floor_);
}

Candidate Channel::best_activate() const {
  if (opening_bank_ >= 0) return {};
  const BankSet banks = queues_.banks_with_misses(write_mode_) - queues_.open_banks() - held_;
  if (banks.empty()) return {};
  return first_of(Command::kActivate, banks, queues_.misses(write_mode_), row_floor_);
}

}  // namespace tessera::dram
