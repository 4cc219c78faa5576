// Every row of every table of the library, from both sides: blocked at t - 1, ready at t. What a
// row means is said here once more, in words of its own, and the tests are made from the tables.
#include <gtest/gtest.h>

#include <algorithm>

#include "isa/dram/standard.h"
#include "isa/dram/timing_state.h"

namespace tessera::dram {
namespace {

constexpr Clock kStart = 100'000;  // later than any wait

bool for_all_banks(Command command) {
  return command == Command::kPrechargeAll || command == Command::kRefreshAll;
}

std::string in_words(const DramSpec& spec, const Constraint& row) {
  return spec.name + ": " + std::string(name_of(row.after)) + " -> " +
         std::string(name_of(row.before)) + " at level " +
         std::to_string(static_cast<int>(row.level));
}

class Gates {
 public:
  explicit Gates(const DramSpec& spec) : spec_(spec), state_(spec) {}

  void issue(Command command, int bank, Clock now) {
    if (!for_all_banks(command)) return state_.issue(command, bank, now);
    const int tops = spec_.refresh_covers_ranks ? spec_.organisation.ranks : 1;
    const int top = state_.place(bank).top;
    state_.issue_above(command, top - top % tops, tops, now);
  }
  Clock ready(Command command, int bank) const {
    return for_all_banks(command) ? state_.earliest_above(command, state_.place(bank).top, 1)
                                  : state_.earliest(command, bank);
  }

 private:
  const DramSpec& spec_;
  TimingState state_;
};

// The level of the smallest node that holds both banks; a command for all banks of a rank meets
// another bank of it at the rank.
Level smallest_common(const DramSpec& spec, int a, int b) {
  const std::vector<BankPlace> places = bank_places(spec.organisation);
  const BankPlace& first = places[static_cast<std::size_t>(a)];
  const BankPlace& second = places[static_cast<std::size_t>(b)];
  if (a == b) return Level::kBank;
  if (first.group == second.group) return Level::kBankGroup;
  if (first.top == second.top) return Level::kRank;
  return first.pseudo_channel == second.pseudo_channel ? Level::kPseudoChannel : Level::kChannel;
}

bool holds(const DramSpec& spec, const Constraint& row, int after_bank, int before_bank) {
  const Level common = smallest_common(spec, after_bank, before_bank);
  if (row.siblings_only) return common == Level::kPseudoChannel;  // other ranks of it
  // Larger nodes have smaller numbers. A command for all ranks of a pseudo-channel reaches them.
  const bool all_ranks = spec.refresh_covers_ranks && for_all_banks(row.after) &&
                         common >= Level::kPseudoChannel && row.level == Level::kRank;
  return common >= row.level || all_ranks;
}

// One bank for each way to lie to bank 0.
std::vector<int> representatives(const DramSpec& spec) {
  std::vector<int> banks;
  std::vector<Level> seen;
  for (int bank = 0; bank < spec.organisation.all_banks(); ++bank) {
    const Level common = smallest_common(spec, 0, bank);
    if (std::ranges::find(seen, common) != seen.end()) continue;
    seen.push_back(common);
    banks.push_back(bank);
  }
  return banks;
}

// What the whole table says, read row by row.
Clock wait_by_table(const DramSpec& spec, Command after, Command before, int bank) {
  Clock wait = 0;
  for (const Constraint& row : spec.constraints) {
    if (row.after == after && row.before == before && row.window == 1 && holds(spec, row, 0, bank))
      wait = std::max<Clock>(wait, row.wait);
  }
  return wait;
}

class StandardGates : public testing::TestWithParam<std::string> {
 protected:
  const StandardSpec standard_ = read_standard({GetParam(), {}, {}, {}});
};

TEST_P(StandardGates, EachRowAloneBlocksUntilItsWaitIsOverAndNoLonger) {
  for (const Constraint& row : standard_.channel->constraints) {
    if (row.window > 1) continue;
    DramSpec alone = *standard_.channel;
    alone.constraints = {row};
    for (const int bank : representatives(alone)) {
      Gates gates(alone);
      gates.issue(row.after, 0, kStart);
      const Clock ready = gates.ready(row.before, bank);
      if (holds(alone, row, 0, bank) && row.wait > 0) {
        EXPECT_GT(ready, kStart + row.wait - 1) << in_words(alone, row) << ", bank " << bank;
        EXPECT_LE(ready, kStart + row.wait) << in_words(alone, row) << ", bank " << bank;
      } else {
        EXPECT_LE(ready, kStart) << in_words(alone, row) << ", bank " << bank;
      }
    }
  }
}

TEST_P(StandardGates, AWindowCountsFromItsOldestCommand) {
  for (const Constraint& row : standard_.channel->constraints) {
    if (row.window == 1) continue;
    DramSpec alone = *standard_.channel;
    alone.constraints = {row};
    Gates gates(alone);
    for (int i = 0; i < row.window; ++i) {
      EXPECT_LT(gates.ready(row.before, 0), kStart + i) << in_words(alone, row);
      gates.issue(row.after, i % alone.organisation.banks, kStart + i);
    }
    EXPECT_EQ(gates.ready(row.before, 0), kStart + row.wait) << in_words(alone, row);
  }
}

TEST_P(StandardGates, TheWholeTableBlocksAsLongAsItsLongestRow) {
  const DramSpec& spec = *standard_.channel;
  for (const Constraint& row : spec.constraints) {
    for (const int bank : representatives(spec)) {
      const Clock wait = wait_by_table(spec, row.after, row.before, bank);
      Gates gates(spec);
      gates.issue(row.after, 0, kStart);
      const Clock ready = gates.ready(row.before, bank);
      if (wait == 0) {
        EXPECT_LE(ready, kStart) << in_words(spec, row) << ", bank " << bank;
      } else {
        EXPECT_EQ(ready, kStart + wait) << in_words(spec, row) << ", bank " << bank;
      }
    }
  }
}

std::vector<std::string> with_channels() {
  std::vector<std::string> names;
  for (const std::string& name : library_memories())
    if (read_standard({name, {}, {}, {}}).channel) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Library, StandardGates, testing::ValuesIn(with_channels()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace tessera::dram
