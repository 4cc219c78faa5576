#include "isa/dram/timing_state.h"

#include <gtest/gtest.h>

#include "tests/support/random_program.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

using enum Command;

// 2 pseudo-channels x 2 ranks x 2 groups x 2 banks: bank 0's group is 0..1, its rank 0..3, its
// pseudo-channel 0..7.
DramSpec spec_with(std::vector<Constraint> rows) {
  DramSpec spec = small_dram();
  spec.organisation = {2, 2, 2, 2, 8, 8, 64};
  spec.constraints = std::move(rows);
  return spec;
}

// The banks on which `command` may go at `clock`, of the 16.
std::vector<int> banks_ready(const TimingState& timing, Command command, Clock clock) {
  std::vector<int> ready;
  for (int bank = 0; bank < 16; ++bank)
    if (timing.earliest(command, bank) <= clock) ready.push_back(bank);
  return ready;
}

std::vector<int> from_to(int first, int last) {
  std::vector<int> banks;
  for (int bank = first; bank <= last; ++bank) banks.push_back(bank);
  return banks;
}

// After ACT on bank 0 at 100, a RD waits 10 at `level`: the banks that can go a clock earlier.
std::vector<int> not_held_back(Level level, bool siblings_only = false) {
  TimingState timing(spec_with({{level, kActivate, kRead, 10, 1, siblings_only}}));
  timing.issue(kActivate, 0, 100);
  EXPECT_EQ(banks_ready(timing, kRead, 110), from_to(0, 15));
  return banks_ready(timing, kRead, 109);
}

TEST(TimingState, AWaitHoldsTheNodesOfItsLevelUntilItsLastClock) {
  EXPECT_EQ(not_held_back(Level::kBank), from_to(1, 15));
  EXPECT_EQ(not_held_back(Level::kBankGroup), from_to(2, 15));
  EXPECT_EQ(not_held_back(Level::kRank), from_to(4, 15));
  EXPECT_EQ(not_held_back(Level::kPseudoChannel), from_to(8, 15));
  EXPECT_EQ(not_held_back(Level::kChannel), std::vector<int>{});
}

TEST(TimingState, SiblingsAreTheOtherRanksOfThePseudoChannel) {
  std::vector<int> others = from_to(0, 3);
  for (const int bank : from_to(8, 15)) others.push_back(bank);
  EXPECT_EQ(not_held_back(Level::kRank, true), others);
}

TEST(TimingState, TheLongestOfSeveralWaitsCounts) {
  TimingState timing(spec_with({{Level::kRank, kRead, kRead, 4},
                                {Level::kBankGroup, kRead, kRead, 6},
                                {Level::kBankGroup, kRead, kRead, 5}}));
  timing.issue(kRead, 0, 100);
  EXPECT_EQ(timing.earliest(kRead, 1), 106);
  EXPECT_EQ(timing.earliest(kRead, 2), 104);
  timing.issue(kRead, 2, 104);  // the older wait of bank 1 is longer
  EXPECT_EQ(timing.earliest(kRead, 1), 108);
  EXPECT_EQ(timing.earliest(kRead, 0), 108);
  EXPECT_EQ(timing.earliest(kRead, 3), 110);
}

TEST(TimingState, OnlyTheCommandOfTheRowWaits) {
  TimingState timing(spec_with({{Level::kBank, kActivate, kRead, 10}}));
  timing.issue(kActivate, 0, 100);
  EXPECT_EQ(timing.earliest(kWrite, 0), 0);
  timing.issue(kPrecharge, 0, 150);
  EXPECT_EQ(timing.earliest(kRead, 0), 110);
}

TEST(TimingState, AWindowCountsFromTheOneThatManyBefore) {
  TimingState timing(spec_with({{Level::kRank, kActivate, kActivate, 24, 4}}));
  for (const Clock clock : {100, 104, 108}) timing.issue(kActivate, 0, clock);
  EXPECT_EQ(timing.earliest(kActivate, 3), 0);  // three do not fill it
  timing.issue(kActivate, 1, 112);
  EXPECT_EQ(timing.earliest(kActivate, 3), 124);
  EXPECT_EQ(timing.earliest(kActivate, 4), 0);  // the other rank
  timing.issue(kActivate, 2, 124);
  EXPECT_EQ(timing.earliest(kActivate, 3), 128);
}

TEST(TimingState, AWindowOfAPseudoChannelIsFilledByBothRanks) {
  for (const Level level : {Level::kPseudoChannel, Level::kChannel}) {
    TimingState timing(spec_with({{level, kActivate, kActivate, 24, 2}}));
    timing.issue(kActivate, 0, 100);
    timing.issue(kActivate, 4, 101);
    EXPECT_EQ(timing.earliest(kActivate, 3), 124);
    EXPECT_EQ(timing.earliest(kActivate, 7), 124);
    EXPECT_EQ(timing.earliest(kActivate, 8), level == Level::kChannel ? 124 : 0);
  }
}

TEST(TimingState, ACommandForARankHoldsThatRankAndItsSiblingsAsTheTableSays) {
  TimingState timing(spec_with({{Level::kRank, kRefreshAll, kActivate, 60},
                                {Level::kRank, kRefreshAll, kActivate, 20, 1, true},
                                {Level::kChannel, kRefreshAll, kActivate, 3}}));
  timing.issue_above(kRefreshAll, 0, 1, 100);
  EXPECT_EQ(timing.earliest(kActivate, 3), 160);
  EXPECT_EQ(timing.earliest(kActivate, 4), 120);
  EXPECT_EQ(timing.earliest(kActivate, 8), 103);
}

TEST(TimingState, ACommandForAPseudoChannelWaitsForAllItsRanks) {
  TimingState timing(spec_with({{Level::kRank, kPrecharge, kRefreshAll, 8}}));
  timing.issue(kPrecharge, 7, 100);  // of the second rank
  EXPECT_EQ(timing.earliest_above(kRefreshAll, 0, 2), 108);
  EXPECT_EQ(timing.earliest_above(kRefreshAll, 0, 1), 0);
  EXPECT_EQ(timing.earliest_above(kRefreshAll, 2, 2), 0);
}

TEST(TimingState, NamesWhatHoldsACommandBackTheLongest) {
  TimingState timing(spec_with({{Level::kBank, kActivate, kRead, 10},
                                {Level::kBankGroup, kRead, kRead, 6},
                                {Level::kRank, kWrite, kRead, 20},
                                {Level::kRank, kActivate, kActivate, 24, 4}}));
  timing.issue(kActivate, 0, 100);
  EXPECT_EQ(timing.binding(kRead, 0), LossCause::kRowActivation);
  timing.issue(kRead, 1, 108);
  EXPECT_EQ(timing.binding(kRead, 0), LossCause::kBankGroup);
  timing.issue(kWrite, 2, 109);
  EXPECT_EQ(timing.binding(kRead, 0), LossCause::kTurnaround);
  for (const Clock clock : {110, 111, 112}) timing.issue(kActivate, 3, clock);
  EXPECT_EQ(timing.binding(kActivate, 0), LossCause::kActivationWindow);
}

TEST(CauseOf, SortsTheRowsOfATable) {
  const auto cause = [](Level level, Command after, Command before, int window = 1,
                        bool siblings_only = false) {
    return cause_of({level, after, before, 5, window, siblings_only});
  };
  EXPECT_EQ(cause(Level::kRank, kRefreshAll, kActivate), LossCause::kRefresh);
  EXPECT_EQ(cause(Level::kBank, kPrecharge, kRefreshBank), LossCause::kRefresh);
  EXPECT_EQ(cause(Level::kRank, kPrechargeAll, kActivate), LossCause::kRefresh);
  EXPECT_EQ(cause(Level::kRank, kActivate, kActivate, 4), LossCause::kActivationWindow);
  EXPECT_EQ(cause(Level::kRank, kActivate, kActivate), LossCause::kActivationWindow);
  EXPECT_EQ(cause(Level::kBankGroup, kActivate, kActivate), LossCause::kActivationWindow);
  EXPECT_EQ(cause(Level::kBank, kActivate, kActivate), LossCause::kRowActivation);
  EXPECT_EQ(cause(Level::kBank, kActivate, kRead), LossCause::kRowActivation);
  EXPECT_EQ(cause(Level::kRank, kReadAutoclose, kWrite), LossCause::kTurnaround);
  EXPECT_EQ(cause(Level::kRank, kRead, kRead, 1, true), LossCause::kTurnaround);
  EXPECT_EQ(cause(Level::kBankGroup, kRead, kReadAutoclose), LossCause::kBankGroup);
  EXPECT_EQ(cause(Level::kRank, kRead, kRead), LossCause::kCommandBus);
  EXPECT_EQ(cause(Level::kChannel, kActivate, kRead), LossCause::kCommandBus);
}

TEST(TimingState, NoBankGoesBeforeTheScopeThatCanGoSoonest) {
  TimingState timing(spec_with({{Level::kPseudoChannel, kActivate, kActivate, 10},
                                {Level::kBankGroup, kActivate, kActivate, 30}}));
  timing.issue(kActivate, 0, 100);
  EXPECT_EQ(timing.soonest(kActivate), 0);  // of the other pseudo-channel
  timing.issue(kActivate, 8, 103);
  EXPECT_EQ(timing.soonest(kActivate), 110);
  const TimingState::Search legal = timing.search(kActivate);
  ASSERT_EQ(legal.scopes(), 2);
  EXPECT_EQ(legal.of_scope(legal.soonest_scope()), 110);
  EXPECT_EQ(legal.soonest_but(legal.soonest_scope()), 113);
  EXPECT_TRUE(legal.banks_of(legal.soonest_scope()).contains(7));
  EXPECT_FALSE(legal.banks_of(legal.soonest_scope()).contains(8));
  EXPECT_EQ(legal.of_bank(1), 130);
}

TEST(TimingState, RanksThatNoRowTellsApartAreOneScope) {
  EXPECT_EQ(TimingState(spec_with({{Level::kChannel, kRead, kRead, 4}})).search(kRead).scopes(), 1);
  const DramSpec spec = spec_with({{Level::kPseudoChannel, kRead, kRead, 4},
                                   {Level::kRank, kRead, kRead, 6, 1, true},
                                   {Level::kRank, kActivate, kActivate, 24, 4},
                                   {Level::kPseudoChannel, kRead, kWrite, 9}});
  EXPECT_EQ(TimingState(spec).search(kRead).scopes(), 4);
  EXPECT_EQ(TimingState(spec).search(kActivate).scopes(), 4);
  EXPECT_EQ(TimingState(spec).search(kWrite).scopes(), 2);
}

TEST(TimingState, KnowsTheWaitsInsideABank) {
  const TimingState timing(
      spec_with({{Level::kBank, kActivate, kRead, 10}, {Level::kRank, kActivate, kWrite, 20}}));
  EXPECT_EQ(timing.wait_in_bank(kActivate, kRead), 10);
  EXPECT_EQ(timing.wait_in_bank(kActivate, kWrite), 0);
}

// The table read as it is written: every row over every command so far.
class TableReadRowByRow {
 public:
  explicit TableReadRowByRow(const DramSpec& spec) : spec_(spec) {}
  void issue(Command command, int bank, Clock clock) { issued_.push_back({command, bank, clock}); }
  Clock earliest(Command command, int bank) const {
    Clock latest = 0;
    for (const Constraint& row : spec_.constraints)
      if (row.before == command) latest = std::max(latest, allowed(row, bank));
    return latest;
  }

 private:
  struct Issued {
    Command command;
    int bank;
    Clock clock;
  };
  int node(Level level, int bank) const {
    const Organisation& o = spec_.organisation;
    if (level == Level::kBank) return bank;
    if (level == Level::kBankGroup) return bank / o.banks;
    if (level == Level::kRank) return bank / o.banks / o.bank_groups;
    if (level == Level::kPseudoChannel) return bank / o.banks / o.bank_groups / o.ranks;
    return 0;
  }
  bool covers(const Constraint& row, int issued, int bank) const {
    const bool same = node(row.level, issued) == node(row.level, bank);
    if (!row.siblings_only) return same;
    return !same && node(Level::kPseudoChannel, issued) == node(Level::kPseudoChannel, bank);
  }
  Clock allowed(const Constraint& row, int bank) const {
    int seen = 0;
    for (auto one = issued_.rbegin(); one != issued_.rend(); ++one)
      if (one->command == row.after && covers(row, one->bank, bank) && ++seen == row.window)
        return one->clock + row.wait;
    return 0;
  }

  const DramSpec& spec_;
  std::vector<Issued> issued_;
};

TEST(TimingState, AgreesWithTheTableReadRowByRow) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Dice dice(seed);
    DramSpec spec = small_dram();
    spec.organisation = {2, 2, 2, 2, 8, 8, 64};
    spec.refresh_covers_ranks = dice.coin();
    Timings timings;
    timings.row_bus = dice.one_of({0, 3});
    spec.constraints = constraints_for(spec, timings);
    TimingState timing(spec);
    TableReadRowByRow table(spec);
    Clock clock = 1000;
    for (int i = 0; i < 100; ++i) {
      clock += dice.between(1, 8);
      const auto issued = dice.one_of(
          {kActivate, kPrecharge, kRead, kWrite, kReadAutoclose, kWriteAutoclose, kRefreshBank});
      const int bank = static_cast<int>(dice.between(0, 15));
      timing.issue(issued, bank, clock);
      table.issue(issued, bank, clock);
      for (int c = 0; c < kCommands; ++c) {
        const auto command = static_cast<Command>(c);
        const int other = static_cast<int>(dice.between(0, 15));
        ASSERT_EQ(timing.earliest(command, other), table.earliest(command, other))
            << "seed " << seed << ": " << name_of(command) << " on bank " << other;
      }
    }
  }
}

}  // namespace
}  // namespace tessera::dram
