#include "isa/dram/stream_pace.h"

#include <gtest/gtest.h>

#include <vector>

#include "isa/dram/run_source.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

constexpr Clock kBegin = 100;

// A stream that ends, command by command: the clocks at which its RDs go and its last data.
struct Stepped {
  std::vector<Clock> issued;
  Clock done = 0;
  ChannelCounts counts;
};

Stepped step(const DramSpec& spec, std::int64_t count, Clock begin) {
  Channel channel(spec);
  channel.idle_until(begin - 1);
  RunSource source(0, count, false, begin);
  FrontEnd front_end(channel, source);
  Stepped stepped;
  while (source.left() > 0 || channel.unserved() > 0) {
    const auto served = front_end.advance();
    if (!served) continue;
    stepped.issued.push_back(served->issued);
    stepped.done = std::max(stepped.done, served->done);
  }
  stepped.counts = channel.counts();
  return stepped;
}

DramSpec unrefreshed(DramSpec spec) {
  spec.policy.refresh = Refresh::kNone;
  return spec;
}

TEST(StreamPace, IssuesEveryRequestWhenTheEngineDoes) {
  const DramSpec spec = unrefreshed(hbm3_like());
  StreamPace pace(Channel(spec), {0, kBegin, kBegin});
  const Stepped stepped = step(spec, 3000, kBegin);
  for (const std::int64_t n : {1, 2, 700, 2500})
    EXPECT_EQ(kBegin + pace.issued(n), stepped.issued[static_cast<std::size_t>(n - 1)]) << n;
}

TEST(StreamPace, CountsTheRequestsBeforeAClock) {
  StreamPace pace(Channel(unrefreshed(ddr4_like())), {0, kBegin, kBegin});
  const Clock hundredth = pace.issued(100);
  EXPECT_EQ(pace.issued_before(hundredth), 99);
  EXPECT_EQ(pace.issued_before(hundredth + 1), 100);
  EXPECT_EQ(pace.issued_before(0), 0);
}

TEST(StreamPace, EndsAsTheEngineDoes) {
  for (const DramSpec& spec : {unrefreshed(hbm3_like()), unrefreshed(ddr4_like())}) {
    StreamPace pace(Channel(spec), {0, kBegin, kBegin});
    const StreamEnding ending = *pace.ending(1000);
    const Stepped stepped = step(spec, 1000, kBegin);
    const std::int64_t before = 1000 - ending.requests;
    EXPECT_EQ(kBegin + pace.issued(before) + ending.issued, stepped.issued.back());
    EXPECT_EQ(kBegin + pace.issued(before) + ending.done, stepped.done);
    ChannelCounts counts = pace.counts(before);
    counts += ending.counts;
    EXPECT_EQ(counts.commands, stepped.counts.commands);
    EXPECT_EQ(counts.data_clocks, stepped.counts.data_clocks);
  }
}

TEST(StreamPace, AnswersAlikeInWhateverOrderItIsAsked) {
  const Channel channel(unrefreshed(hbm3_like()));
  StreamPace forwards(channel, {0, kBegin, kBegin}), backwards(channel, {0, kBegin, kBegin});
  const StreamEnding early = *forwards.ending(500);
  const Clock late = forwards.issued(2000);
  EXPECT_EQ(backwards.issued(2000), late);
  const StreamEnding after = *backwards.ending(500);
  EXPECT_EQ(after.requests, early.requests);
  EXPECT_EQ(after.issued, early.issued);
  EXPECT_EQ(after.done, early.done);
  EXPECT_EQ(after.counts, early.counts);
}

TEST(StreamPace, BeginsWhereARefreshFallsDue) {
  const DramSpec spec = ddr4_like();
  const Channel channel(spec);
  const Clock due = channel.next_refresh();
  StreamPace pace(channel, {0, due - 1000, due});
  const Stepped stepped = step(spec, 2000, due - 1000);
  const auto before = static_cast<std::size_t>(pace.before());
  EXPECT_LT(stepped.issued[before - 1], due);
  EXPECT_GE(stepped.issued[before], due);
  EXPECT_EQ(due + pace.issued(500), stepped.issued[before + 499]);
  EXPECT_EQ(pace.counts(500).commands[index_of(Command::kRefreshAll)], 2);  // of each rank
}

TEST(StreamPace, GoesOnAtItsMeanRateBehindTheNextRefresh) {
  const DramSpec spec = ddr4_like();
  const Channel channel(spec);
  const Clock due = channel.next_refresh();
  StreamPace pace(channel, {0, due - 1000, due});
  const std::int64_t until = pace.issued_before(spec.clocks.refresh_interval);
  EXPECT_NEAR(static_cast<double>(pace.issued(until + 100)),
              static_cast<double>(spec.clocks.refresh_interval) + 100 * 4.0, 20);
  EXPECT_FALSE(pace.ending(until + 2000));
}

}  // namespace
}  // namespace tessera::dram
