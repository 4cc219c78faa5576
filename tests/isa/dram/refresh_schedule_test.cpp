#include "isa/dram/refresh_schedule.h"

#include <gtest/gtest.h>

#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

// 2 pseudo-channels x 2 ranks x 1 group x 2 banks.
DramSpec refreshed(Refresh kind) {
  DramSpec spec = small_dram();
  spec.organisation = {2, 2, 1, 2, 8, 8, 64};
  spec.policy.refresh = kind;
  spec.clocks.refresh_interval = 1000;
  spec.clocks.refresh_bank_interval = 100;
  spec.clocks.refresh_bank_time = 30;
  return spec;
}

// The first top of each refresh that falls due.
std::vector<int> tops(const std::vector<DueRefresh>& due) {
  std::vector<int> tops;
  for (const DueRefresh& one : due) tops.push_back(one.first_top);
  return tops;
}

struct BankDue {
  Clock clock;
  int bank;
  bool operator==(const BankDue&) const = default;
};

std::vector<BankDue> first_banks(RefreshSchedule schedule, int number) {
  std::vector<BankDue> due;
  for (int i = 0; i < number; ++i) {
    const Clock clock = schedule.next();
    const std::vector<DueRefresh> one = schedule.fall_due();
    EXPECT_EQ(one.size(), 1u);
    EXPECT_FALSE(one[0].all_banks);
    due.push_back({clock, one[0].bank});
  }
  return due;
}

TEST(RefreshSchedule, AllBanksOfEveryRankFallDueAtEveryInterval) {
  RefreshSchedule schedule(refreshed(Refresh::kAllBank));
  for (const Clock clock : {1000, 2000, 3000}) {
    EXPECT_EQ(schedule.next(), clock);
    const std::vector<DueRefresh> due = schedule.fall_due();
    EXPECT_EQ(tops(due), (std::vector<int>{0, 1, 2, 3}));
    for (const DueRefresh& one : due) EXPECT_TRUE(one.all_banks && one.tops == 1);
  }
}

TEST(RefreshSchedule, OneForAPseudoChannelCoversItsRanks) {
  DramSpec spec = refreshed(Refresh::kAllBank);
  spec.refresh_covers_ranks = true;
  const std::vector<DueRefresh> due = RefreshSchedule(spec).fall_due();
  EXPECT_EQ(tops(due), (std::vector<int>{0, 2}));
  for (const DueRefresh& one : due) EXPECT_EQ(one.tops, 2);
}

TEST(RefreshSchedule, BanksGoOneAfterTheOtherRankAfterRank) {
  // Banks of pseudo-channel 0: 0, 1 (rank 0), 2, 3 (rank 1); of 1: 4, 5, 6, 7.
  EXPECT_EQ(first_banks(RefreshSchedule(refreshed(Refresh::kPerBank)), 10),
            (std::vector<BankDue>{{100, 0},
                                  {101, 4},
                                  {200, 1},
                                  {201, 5},
                                  {300, 2},
                                  {301, 6},
                                  {400, 3},
                                  {401, 7},
                                  {500, 0},
                                  {501, 4}}));
}

TEST(RefreshSchedule, ASetOfARankBeginsOnlyWhenItsLastIsOver) {
  DramSpec spec = refreshed(Refresh::kPerBank);
  spec.organisation = {2, 1, 1, 2, 8, 8, 64};
  spec.clocks.refresh_bank_interval = 20;
  // The set of 20 and 40 is complete at 41; its last refresh takes until 71.
  EXPECT_EQ(first_banks(RefreshSchedule(spec), 6),
            (std::vector<BankDue>{{20, 0}, {21, 2}, {40, 1}, {41, 3}, {71, 0}, {72, 2}}));
}

TEST(RefreshSchedule, NothingFallsDueWhereNothingIsRefreshed) {
  EXPECT_EQ(RefreshSchedule(refreshed(Refresh::kNone)).next(), kNever);
  DramSpec spec = refreshed(Refresh::kAllBank);
  spec.clocks.refresh_interval = 0;
  EXPECT_EQ(RefreshSchedule(spec).next(), kNever);
}

TEST(RefreshSchedule, MemoryThatKnowsNoBankRefreshRefreshesAllBanks) {
  DramSpec spec = refreshed(Refresh::kPerBank);
  spec.clocks.refresh_bank_interval = 0;
  RefreshSchedule schedule(spec);
  EXPECT_EQ(schedule.kind(), Refresh::kAllBank);
  EXPECT_EQ(schedule.next(), 1000);
}

TEST(RefreshSchedule, HotCellsAreRefreshedMoreOften) {
  for (const Refresh kind : {Refresh::kAllBank, Refresh::kPerBank}) {
    DramSpec spec = refreshed(kind);
    spec.policy.refresh_rate = temperature_refresh_rate(90);
    EXPECT_EQ(RefreshSchedule(spec).next(), kind == Refresh::kAllBank ? 500 : 50);
  }
}

TEST(TemperatureRefreshRate, DoublesAbove85AndAgainAbove95) {
  EXPECT_EQ(temperature_refresh_rate(25), 1);
  EXPECT_EQ(temperature_refresh_rate(85), 1);
  EXPECT_EQ(temperature_refresh_rate(85.1), 2);
  EXPECT_EQ(temperature_refresh_rate(95), 2);
  EXPECT_EQ(temperature_refresh_rate(95.1), 4);
}

}  // namespace
}  // namespace tessera::dram
