// The first command of each kind that the queues of a channel ask for, where reads and writes are
// apart and the oldest of those that are ready goes: what most of the time goes into.
#include <algorithm>
#include <array>
#include <bit>

#include "isa/dram/channel.h"

namespace tessera::dram {
namespace {

constexpr std::uint64_t kNoTurn = UINT64_MAX;
constexpr int kBankBits = std::countr_zero(unsigned{kMostBanks});

}  // namespace

// A command waits for the longest row of the table at most, and for an odd clock. What is left of
// 64 bits is enough for the requests of days.
int Channel::shift_of_turns() const {
  const auto longest = static_cast<std::uint64_t>(timing_.longest_wait()) + 2;
  return std::countl_zero(longest);
}

// The first bank that a command can go to: by clock, then by the age of the bank's oldest request.
//
// Most banks wait for what all banks of their scope wait for. So the scope that can go soonest is
// looked at first, and others only if they can go as soon as the first bank found. Which of a
// scope's banks is first nobody could foretell, so it is the least of numbers, and not a branch at
// every bank: a clock, below it an age, below that, which tells no two apart, the bank.
//
// What was accepted is seen by the next slot at the latest (`accept` moves the floors), so the
// clock at which a request came plays no part.
template <class Visit>
void Channel::first_of(Candidate& found, Command command, const BankSet& banks,
                       const RequestQueues::List* lists, Clock floor, Visit visit) const {
  const TimingState::Search legal = timing_.search(command);
  const Clock odd = aligned(command, 0);
  const auto at_floor = [&](Clock clock) { return std::max(clock, floor) | odd; };
  std::uint64_t first = kNoTurn;
  const auto look_into = [&](int scope, Clock soonest) {
    banks.for_each_also_in(legal.banks_of(scope), queues_.words(), [&](int bank) {
      const Clock time = std::max(legal.of_bank(bank) | odd, soonest);
      const std::uint64_t turn = (static_cast<std::uint64_t>(time - floor) << turn_shift_) +
                                 (static_cast<std::uint64_t>(lists[bank].order) << kBankBits) +
                                 static_cast<std::uint64_t>(bank);
      visit(turn);
      first = std::min(first, turn);
    });
  };
  const auto comes_later = [&](Clock clock) {
    return static_cast<std::uint64_t>(clock - floor) > first >> turn_shift_;
  };
  const int soonest_scope = legal.soonest_scope();
  look_into(soonest_scope, at_floor(legal.of_scope(soonest_scope)));
  Clock other_scopes = at_floor(legal.soonest_but(soonest_scope));
  if (!comes_later(other_scopes)) {
    other_scopes = kNever;
    for (int scope = 0; scope < legal.scopes(); ++scope) {
      if (scope == soonest_scope) continue;
      const Clock soonest = at_floor(legal.of_scope(scope));
      if (comes_later(soonest))
        other_scopes = std::min(other_scopes, soonest);
      else
        look_into(scope, soonest);
    }
  }
  if (first == kNoTurn) {
    found = {};
    return;
  }
  const auto bank = static_cast<int>(first & (kMostBanks - 1));
  found.time = found.rank = floor + static_cast<Clock>(first >> turn_shift_);
  found.first = lists[bank].order;
  found.second = 0;
  found.bank = bank;
  found.request = lists[bank].head;
  found.unchallenged_before = other_scopes;
  found.order_class = OrderClass::kQueue;
  found.command = command;
  found.from_active = false;
}

// With the clock at which the first of those goes that older requests wait for.
Candidate Channel::first_row(Command command, const BankSet& banks,
                             const RequestQueues::List* lists) const {
  std::array<std::uint64_t, kMostBanks> turns;
  std::size_t number = 0;
  Candidate found;
  first_of(found, command, banks, lists, row_floor_,
           [&](std::uint64_t turn) { turns[number++] = turn; });
  const std::uint64_t ages = (std::uint64_t{1} << turn_shift_) - 1;
  const std::uint64_t its_age = static_cast<std::uint64_t>(found.first) << kBankBits;
  std::uint64_t older = kNoTurn;
  for (std::size_t i = 0; i < number; ++i)
    older = std::min(older, (turns[i] & ages) < its_age ? turns[i] : kNoTurn);
  if (older != kNoTurn)
    found.unchallenged_before =
        std::min(found.unchallenged_before, row_floor_ + static_cast<Clock>(older >> turn_shift_));
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

// Once it is held back others are looked at again: it seldom is.
void Channel::find_hit(Candidate& found) const {
  const BankSet banks = queues_.banks_with_hits(write_mode_) - stopped_;
  if (banks.empty()) {
    found = {};
    return;
  }
  first_of(found, write_mode_ ? Command::kWrite : Command::kRead, banks, queues_.hits(write_mode_),
           column_floor_, [](std::uint64_t) {});
  found.unchallenged_before = found.time;
}

Candidate Channel::best_precharge() const {
  const RequestQueues::List* misses = queues_.misses(write_mode_);
  const RequestQueues::List* hits = queues_.hits(write_mode_);
  BankSet banks = (queues_.banks_with_misses(write_mode_) & queues_.open_banks()) - held_;
  if (banks.empty()) return {};
  banks.for_each_also_in(queues_.banks_with_hits(write_mode_), queues_.words(), [&](int bank) {
    if (hits[bank].arrival <= misses[bank].arrival) banks.erase(bank);
  });
  return first_row(Command::kPrecharge, banks, misses);
}

Candidate Channel::best_activate() const {
  if (opening_bank_ >= 0) return {};
  const BankSet banks = queues_.banks_with_misses(write_mode_) - queues_.open_banks() - held_;
  if (banks.empty()) return {};
  return first_row(Command::kActivate, banks, queues_.misses(write_mode_));
}

}  // namespace tessera::dram
