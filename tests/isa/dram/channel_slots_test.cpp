// The command slots of a channel: two in a clock, half clocks, rows opened in two parts.
#include <gtest/gtest.h>

#include "tests/support/channel_bench.h"

namespace tessera::dram {
namespace {

using enum Command;

TEST(Channel, TwoSlotsTakeARowAndAColumnCommandInOneClock) {
  DramSpec spec = small_dram();
  for (const bool two_slots : {false, true}) {
    spec.policy.two_slots = two_slots;
    Bench bench(spec);
    bench.read(0, 0, 3);
    bench.read(10, 2, 3);  // its ACT could go at 11, with the RD
    bench.drain();
    EXPECT_EQ(bench.served(0).issued, 11);
    EXPECT_EQ(bench.served(1).issued, (two_slots ? 11 : 12) + 10);
  }
}

TEST(Channel, HalfClocksLetOnlyPrechargesBeginOnEvenOnes) {
  DramSpec spec = small_dram();
  spec.clocks.every_other = true;
  Bench bench(spec);
  bench.read(1, 0, 3);    // seen at 2
  bench.read(101, 0, 4);  // PRE at 102, ACT not before 110
  bench.drain();
  EXPECT_EQ(bench.log(),
            (Log{{3, kActivate}, {13, kRead}, {102, kPrecharge}, {111, kActivate}, {121, kRead}}));
}

TEST(Channel, ARowIsOpenAtItsSecondActivateAndAReadWakesTheDataClock) {
  Bench bench(two_part_dram());
  bench.read(0, 0, 3);
  EXPECT_EQ(bench.drain().log(),
            (Log{{1, kActivate}, {3, kActivateSecond}, {13, kReadSync}, {14, kRead}}));
  EXPECT_FALSE(bench.served(0).row_hit);
}

TEST(Channel, TheDataClockSleepsBehindTheLastDataAndItsPostamble) {
  const Clock awake_until = 14 + 12 + 4 + 5;
  for (const bool asleep : {false, true}) {
    Bench bench(two_part_dram());
    bench.read(0, 0, 3);
    bench.drain();
    bench.read(awake_until - (asleep ? 1 : 2), 0, 3, 1);
    bench.drain();
    EXPECT_EQ(bench.served(1).issued, asleep ? awake_until + 1 : awake_until - 1);
    EXPECT_EQ(bench.channel().counts().commands[index_of(kReadSync)], asleep ? 2 : 1);
  }
}

TEST(Channel, AnotherBankWaitsForTheSecondActivate) {
  Bench bench(two_part_dram());
  bench.read(0, 0, 3);
  bench.read(0, 2, 3);
  bench.drain();
  EXPECT_EQ(bench.log()[0], (Issued{1, kActivate}));
  EXPECT_EQ(bench.log()[1], (Issued{3, kActivateSecond}));
  EXPECT_EQ(bench.log()[2], (Issued{5, kActivate}));  // tRRD
}

TEST(Channel, ASecondActivateTakesItsLastSlotFromReads) {
  DramSpec spec = two_part_dram();
  spec.clocks.burst = 1;
  Timings timings;
  timings.ccd_s = timings.ccd_l = 1;
  spec.constraints = constraints_for(spec, timings);
  Bench bench(spec);
  bench.read(0, 0, 3);
  bench.drain();
  for (int i = 0; i < 20; ++i) bench.read(30, 0, 3, i % 8);  // a RD at every clock from 32 on
  bench.read(20 + 11, 2, 3);
  bench.drain();
  std::vector<Clock> activates, seconds;
  for (const Issued& one : bench.log()) {
    if (one.command == kActivate) activates.push_back(one.clock);
    if (one.command == kActivateSecond) seconds.push_back(one.clock);
  }
  ASSERT_EQ(activates.size(), 2u);
  EXPECT_LE(seconds[1], activates[1] + 4);
}

TEST(Channel, ARefreshThatFallsDueBehindACasDoesNotDelayItsRead) {
  for (const Clock interval : {13, 14, 15}) {  // the CAS goes at 13
    DramSpec spec = two_part_dram();
    spec.policy.refresh = Refresh::kPerBank;
    spec.policy.refresh_stops_all = false;
    spec.clocks.refresh_bank_interval = static_cast<int>(interval) * 2;
    spec.clocks.refresh_bank_time = 30;
    Bench bench(spec);
    bench.read(interval, 3, 3);
    bench.drain();
    EXPECT_EQ(bench.served(0).issued, interval + 14);
  }
}

}  // namespace
}  // namespace tessera::dram
