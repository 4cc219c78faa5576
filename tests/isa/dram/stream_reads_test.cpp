#include "isa/dram/stream_reads.h"

#include <gtest/gtest.h>

#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

constexpr std::int64_t kMany = StreamReads::kRequestsToPace;

Clock stepped(const DramSpec& spec, std::int64_t count, Clock begin) {
  Channel channel(spec);
  SegmentMemory memory;
  channel.idle_until(begin - 1);
  return StreamRun(channel, memory, 0, count, false, begin).finish();
}

Clock read(StreamReads& streams, const DramSpec& spec, std::int64_t count, Clock begin) {
  Channel channel(spec);
  channel.idle_until(begin - 1);
  return streams.read(channel, 0, count, begin);
}

TEST(StreamReads, StepsWhereThereIsLittleToRead) {
  const DramSpec spec = hbm3_like();
  StreamReads streams(spec, kMany - 1);
  for (const Clock begin : {500, 5000, 11000})
    EXPECT_EQ(read(streams, spec, 2048, begin), stepped(spec, 2048, begin));
}

TEST(StreamReads, StepsShortStreams) {
  const DramSpec spec = hbm3_like();
  StreamReads streams(spec, kMany);
  EXPECT_EQ(read(streams, spec, 300, 12300), stepped(spec, 300, 12300));
}

TEST(StreamReads, StepsWherePacesDoNotHold) {
  DramSpec spec = hbm3_like();
  spec.policy.refresh = Refresh::kPerBank;
  StreamReads streams(spec, kMany);
  EXPECT_EQ(read(streams, spec, 2048, 5000), stepped(spec, 2048, 5000));
}

TEST(StreamReads, TakeAsLongWhateverWasReadBefore) {
  const DramSpec spec = hbm3_like();
  StreamReads fresh(spec, kMany), used(spec, kMany);
  for (const Clock begin : {300, 9000, 10000, 11500, 12400}) read(used, spec, 4096, begin);
  for (const Clock begin : {700, 9500, 10500, 12000})
    EXPECT_EQ(read(used, spec, 2048, begin), read(fresh, spec, 2048, begin)) << begin;
}

// A millisecond of a channel in far fewer steps than it has requests.
TEST(StreamReads, AreNearCommandsOverManyRefreshes) {
  const DramSpec spec = hbm3_like();
  StreamReads streams(spec, kMany);
  const std::int64_t count = 100'000;
  EXPECT_NEAR(static_cast<double>(read(streams, spec, count, 1000)) /
                  static_cast<double>(stepped(spec, count, 1000)),
              1, 0.005);
}

}  // namespace
}  // namespace tessera::dram
