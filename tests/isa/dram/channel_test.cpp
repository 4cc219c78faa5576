#include "isa/dram/channel.h"

#include <gtest/gtest.h>

#include "tests/support/channel_bench.h"

namespace tessera::dram {
namespace {

using enum Command;

TEST(Channel, AnIdleReadTakesItsActivationItsLatencyAndItsBurst) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  EXPECT_EQ(bench.drain().log(), (Log{{1, kActivate}, {11, kRead}}));
  EXPECT_EQ(bench.served(0).done, 11 + 12 + 4);
  EXPECT_EQ(bench.served(0).arrival, 1);
  EXPECT_FALSE(bench.served(0).row_hit);
}

TEST(Channel, AReadOfAnOpenRowTakesItsLatencyAndItsBurst) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(100, 0, 3, 1);
  bench.drain();
  EXPECT_EQ(bench.served(1).issued, 101);
  EXPECT_TRUE(bench.served(1).row_hit);
}

TEST(Channel, AConflictClosesTheRowFirst) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(100, 0, 4);
  EXPECT_EQ(bench.drain().log(),
            (Log{{1, kActivate}, {11, kRead}, {101, kPrecharge}, {109, kActivate}, {119, kRead}}));
  EXPECT_FALSE(bench.served(1).row_hit);
}

TEST(Channel, ARowStaysOpenAsLongAsTheTableAsks) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(0, 0, 4);
  // ACT + tRAS, then tRP; RD + tRTP would be 17.
  EXPECT_EQ(bench.drain().log(),
            (Log{{1, kActivate}, {11, kRead}, {23, kPrecharge}, {31, kActivate}, {41, kRead}}));
}

TEST(Channel, ReadsOfOneBankGroupAreFurtherApart) {
  Bench same(small_dram()), other(small_dram());
  for (Bench* bench : {&same, &other}) {
    bench->read(0, 0, 3);
    bench->read(0, bench == &same ? 1 : 2, 3);
    bench->drain();
    bench->read(100, 0, 3, 1);
    bench->read(100, bench == &same ? 1 : 2, 3, 1);
    bench->drain();
  }
  EXPECT_EQ(same.served(3).issued, 101 + 6);
  EXPECT_EQ(other.served(3).issued, 101 + 4);
}

TEST(Channel, AWriteIsDoneWhenItsDataIsWhereThePolicySaysSo) {
  DramSpec spec = small_dram();
  for (const bool after_data : {false, true}) {
    spec.policy.done_after_data = after_data;
    Bench bench(spec);
    bench.write(0, 0, 3);
    bench.drain();
    EXPECT_EQ(bench.served(0).issued, 11);
    EXPECT_EQ(bench.served(0).done, after_data ? 11 + 8 + 4 : 11);
  }
}

TEST(Channel, AFullQueueDelaysARequestUntilASlotIsFree) {
  DramSpec spec = small_dram();
  spec.policy.read_depth = 1;
  for (const bool activate_frees_slot : {true, false}) {
    spec.policy.activate_frees_slot = activate_frees_slot;
    Bench bench(spec);
    bench.read(0, 0, 3);
    EXPECT_FALSE(bench.channel().has_room(false));
    EXPECT_TRUE(bench.channel().has_room(true));
    EXPECT_EQ(bench.read(0, 2, 3), activate_frees_slot ? 1 : 11);
    bench.drain();
    EXPECT_EQ(bench.served(1).issued, activate_frees_slot ? 5 + 10 : 12 + 10);  // tRRD
  }
}

TEST(Channel, ASharedQueueHoldsBothDirections) {
  DramSpec spec = small_dram();
  spec.policy.queues = Queues::kShared;
  spec.policy.read_depth = 2;
  Bench bench(spec);
  bench.read(0, 0, 3);
  EXPECT_TRUE(bench.channel().has_room(true));
  bench.write(0, 2, 3);
  EXPECT_FALSE(bench.channel().has_room(false) || bench.channel().has_room(true));
}

TEST(Channel, LockedQueuesAcceptNothingWhereOneIsFull) {
  DramSpec spec = small_dram();
  spec.policy.queues = Queues::kSeparateLocked;
  spec.policy.write_depth = 1;
  Bench bench(spec);
  bench.write(0, 0, 3);
  EXPECT_FALSE(bench.channel().has_room(false));
}

TEST(Channel, TheRequestThatARowWasOpenedForGoesBeforeItIsClosed) {
  // Bank 0 is opened for the read of row 3; before that can go, only writes are served.
  DramSpec spec = small_dram();
  spec.policy.write_depth = 2;
  spec.policy.drain_above = 1;
  spec.policy.drain_to = 0;
  for (const bool opened_first : {true, false}) {
    spec.policy.opened_first = opened_first;
    Bench bench(spec);
    bench.read(0, 0, 3);
    bench.read(0, 2, 3);
    bench.write(1, 0, 4);
    bench.write(1, 0, 4, 1);
    bench.drain();
    const std::int64_t first = bench.order_served().front();
    EXPECT_EQ(first, opened_first ? 0 : 2);
  }
}

TEST(Channel, ARowStaysOpenForAHitThatIsAsOldAsTheMiss) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(50, 0, 4);
  bench.read(50, 0, 3, 1);  // of the same clock
  bench.drain();
  EXPECT_EQ(bench.order_served(), (std::vector<std::int64_t>{0, 2, 1}));
}

TEST(Channel, AYoungerHitDoesNotKeepARowOpen) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(12, 0, 4);  // the row may close at 23, and the hit comes at 22
  bench.read(22, 0, 3, 1);
  bench.drain();
  EXPECT_EQ(bench.order_served(), (std::vector<std::int64_t>{0, 1, 2}));
}

// Reads of an open row come at 100 and writes of another a clock later: the directions served.
std::string directions_served(DramSpec spec, int reads, int writes) {
  spec.policy.read_depth = spec.policy.write_depth = 16;
  Bench bench(spec);
  bench.read(0, 0, 3);
  bench.read(0, 2, 3);
  bench.drain();
  for (int i = 0; i < reads; ++i) bench.read(100, 0, 3, i % 8);
  for (int i = 0; i < writes; ++i) bench.write(101, 2, 3, i % 8);
  bench.drain();
  std::string letters;
  for (const std::int64_t tag : bench.order_served())
    if (tag >= 2) letters += bench.served(tag).write ? 'W' : 'R';
  return letters;
}

TEST(Channel, WritesWaitForReadsUpToTheHighMark) {
  DramSpec spec = small_dram();
  spec.policy.drain_above = 4;
  spec.policy.drain_to = 1;
  EXPECT_EQ(directions_served(spec, 3, 4), "RRRWWWW");
}

TEST(Channel, AboveTheHighMarkWritesGoUntilTheLowMark) {
  DramSpec spec = small_dram();
  spec.policy.drain_above = 4;
  spec.policy.drain_to = 1;
  EXPECT_EQ(directions_served(spec, 3, 5), "RWWWWRRW");
  spec.policy.drain_to = 3;
  EXPECT_EQ(directions_served(spec, 3, 5), "RWWRRWWW");
}

TEST(Channel, ADrainTakesTheTurnaroundAndNoMore) {
  DramSpec spec = small_dram();
  Bench bench(spec);
  bench.read(0, 0, 3);
  bench.read(0, 2, 3);
  bench.drain();
  bench.read(100, 0, 3, 1);
  bench.write(100, 2, 3, 1);
  bench.read(200, 0, 3, 2);
  bench.drain();
  EXPECT_EQ(bench.served(2).issued, 101);
  EXPECT_EQ(bench.served(3).issued, 101 + 9);  // tRTW
  EXPECT_EQ(bench.served(4).issued, 201);
}

TEST(Channel, ClosedPagesCloseBehindTheLastAccessThatWaits) {
  DramSpec spec = small_dram();
  spec.policy.pages = Pages::kClosed;
  Bench bench(spec);
  bench.read(0, 0, 3);
  bench.read(0, 0, 3, 1);
  bench.read(100, 0, 3, 2);
  bench.drain();
  EXPECT_EQ(bench.log(), (Log{{1, kActivate},
                              {11, kRead},
                              {17, kReadAutoclose},
                              {101, kActivate},
                              {111, kReadAutoclose}}));
}

TEST(Channel, ClosedPagesStayOpenForTheRequestOfTheOtherDirectionThatTheyWereOpenedFor) {
  DramSpec spec = small_dram();
  spec.policy.pages = Pages::kClosed;
  spec.policy.drain_above = 0;
  spec.policy.drain_to = 0;
  Timings timings;
  timings.wtr_l = 5;
  spec.constraints = constraints_for(spec, timings);
  spec.constraints.push_back({Level::kBank, kActivate, kRead, 20});  // a write can go first
  Bench bench(spec);
  bench.read(0, 0, 3);
  bench.write(1, 0, 3, 1);
  bench.drain();
  EXPECT_EQ(bench.order_served(), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(bench.log().size(), 3u);
  EXPECT_EQ(bench.first(kWrite), 11);
  EXPECT_EQ(bench.first(kReadAutoclose), 11 + 8 + 4 + 5);
}

}  // namespace
}  // namespace tessera::dram
