#include "isa/dram/paced_stream.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "isa/dram/stream_reads.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

constexpr std::int64_t kCount = 2048;

// The same stream by its pace and by commands.
struct Both {
  explicit Both(const DramSpec& spec) : paced(spec), stepped(spec), paces(spec) {}
  void idle_until(Clock clock) {
    paced.idle_until(clock);
    stepped.idle_until(clock);
  }
  // False if it does not go by pace.
  bool read(std::uint64_t first, std::int64_t count, Clock begin) {
    idle_until(begin - 1);
    const auto stream = pace_stream(paced, paces, first, count, begin);
    if (!stream) return false;
    while (paced.refreshing()) paced.step();
    paced.settle_idle(begin);
    paced.pass_stream(stream->passed);
    paced_took = stream->done - begin;
    SegmentMemory memory;
    stepped_took = StreamRun(stepped, memory, first, count, false, begin).finish() - begin;
    return true;
  }
  Channel paced, stepped;
  StreamPaces paces;
  Clock paced_took = 0, stepped_took = 0;
};

double share(Clock part, Clock whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::int64_t number(const Channel& channel, Command command) {
  return channel.counts().commands[index_of(command)];
}

TEST(PacedStream, TakesExactlyAsLongUndisturbedAsByCommands) {
  for (const DramSpec& spec : {ddr4_like(), hbm3_like()}) {
    for (const Clock begin : {1000, 1001}) {
      Both both(spec);
      ASSERT_TRUE(both.read(0, 1024, begin));
      EXPECT_EQ(both.paced_took, both.stepped_took);
      EXPECT_EQ(both.paced.counts().commands, both.stepped.counts().commands);
    }
  }
}

TEST(PacedStream, MeetsRefreshesAtTheirClocks) {
  for (const DramSpec& spec : {ddr4_like(), hbm3_like()}) {
    for (const Clock before : {20, 700, 1500, 3000}) {
      Both both(spec);
      const Clock due = both.paced.next_refresh();
      ASSERT_TRUE(both.read(0, kCount, due - before));
      EXPECT_NEAR(share(both.paced_took, both.stepped_took), 1, 0.012) << spec.name << before;
      EXPECT_EQ(number(both.paced, Command::kRead), kCount);
      EXPECT_EQ(number(both.paced, Command::kRefreshAll),
                number(both.stepped, Command::kRefreshAll));
      EXPECT_EQ(both.paced.next_refresh(), both.stepped.next_refresh());
    }
  }
}

TEST(PacedStream, WaitsForARefreshThatIsGoingOn) {
  for (const DramSpec& spec : {ddr4_like(), hbm3_like()}) {
    for (const Clock behind : {1, 60, 300}) {
      Both both(spec);
      const Clock due = both.paced.next_refresh();
      ASSERT_TRUE(both.read(0, kCount, due + behind));
      EXPECT_NEAR(share(both.paced_took, both.stepped_took), 1, 0.01) << spec.name << behind;
    }
  }
}

TEST(PacedStream, FindsTheRowsThatTheOneBeforeLeft) {
  const std::uint64_t stripe = 4096, same = 0, other = 9 * stripe;
  for (const std::uint64_t next : {same, other}) {
    Both both(hbm3_like());
    ASSERT_TRUE(both.read(0, kCount, 100));
    ASSERT_TRUE(both.read(next, kCount, 6000));
    EXPECT_NEAR(share(both.paced_took, both.stepped_took), 1, 0.005) << next;
    EXPECT_EQ(number(both.paced, Command::kActivate), number(both.stepped, Command::kActivate));
  }
}

TEST(PacedStream, LeavesRowsClosedThatARefreshClosed) {
  Both both(ddr4_like());
  const Clock due = both.paced.next_refresh();
  ASSERT_TRUE(both.read(0, kCount, due - 3000));
  for (std::uint64_t bank = 0; bank < 4096; bank += 64)
    EXPECT_EQ(both.paced.open_row(bank), both.stepped.open_row(bank)) << bank;
}

TEST(PacedStream, LeavesTheChannelReadyForCommands) {
  Both both(hbm3_like());
  ASSERT_TRUE(both.read(0, kCount, 100));
  SegmentMemory memory;
  const auto next = [&memory](Channel& channel) {
    channel.idle_until(6000);
    return StreamRun(channel, memory, 77, 10, false, 6001).finish();
  };
  EXPECT_EQ(next(both.paced), next(both.stepped));
}

TEST(PacedStream, LaysEveryClockToACause) {
  Both both(hbm3_like());
  const Clock due = both.paced.next_refresh();
  ASSERT_TRUE(both.read(0, 4 * kCount, due - 2500));
  const ChannelCounts& paced = both.paced.counts();
  const ChannelCounts& stepped = both.stepped.counts();
  EXPECT_EQ(paced.data_clocks, stepped.data_clocks);
  const Clock last_burst_over = both.paced.now() + both.paced.spec().clocks.burst;
  EXPECT_EQ(paced.data_clocks + paced.loss.total(), 2 * last_burst_over) << "of two buses";
  const auto all = static_cast<double>(stepped.data_clocks + stepped.loss.total());
  for (std::size_t c = 0; c < kLossCauses; ++c) {
    EXPECT_NEAR(static_cast<double>(paced.loss.clocks[c]),
                static_cast<double>(stepped.loss.clocks[c]), 0.02 * all)
        << name_of(static_cast<LossCause>(c));
  }
}

TEST(PacedStream, IsDeclinedWhereItEndsOnTheClockOfARefresh) {
  const DramSpec spec = ddr4_like();
  Both undisturbed(spec);
  ASSERT_TRUE(undisturbed.read(0, 1024, 1000));
  const Clock last = undisturbed.stepped.now() - 1000;
  for (const Clock margin : {-3, 0, 3}) {
    Both both(spec);
    EXPECT_FALSE(both.read(0, 1024, both.paced.next_refresh() - last + margin)) << margin;
  }
  Both earlier(spec);
  EXPECT_TRUE(earlier.read(0, 1024, earlier.paced.next_refresh() - last - 6));
}

}  // namespace
}  // namespace tessera::dram
