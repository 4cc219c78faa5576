#include "sim/app/report/html/memory_rate.h"

#include <gmock/gmock.h>

#include <numeric>

namespace tessera {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

Span span(int track, std::int64_t begin, std::int64_t end, double read, double written = 0) {
  return {.track = track,
          .begin = Picoseconds(begin),
          .end = Picoseconds(end),
          .read_bytes = read,
          .written_bytes = written};
}

SpanTrace trace_of(std::vector<Span> spans) {
  SpanTrace trace;
  trace.tracks = {"core_0.load", "repeats"};
  trace.names = {"k"};
  trace.spans = std::move(spans);
  return trace;
}

TEST(MemoryRate, BytesOfASpanAreSpreadEvenlyOverItsTime) {
  const MemoryRate rate = memory_rate(trace_of({span(0, 0, 100, 40), span(0, 50, 75, 30, 6)}), 4);
  EXPECT_EQ(rate.bin, Picoseconds(25));
  EXPECT_THAT(rate.read_bytes, ElementsAre(10, 10, 40, 10));
  EXPECT_THAT(rate.written_bytes, ElementsAre(0, 0, 6, 0));
}

TEST(MemoryRate, NothingIsLostWhereBinsAndSpansDoNotMeet) {
  const MemoryRate rate = memory_rate(trace_of({span(0, 3, 37, 1000), span(0, 31, 101, 500)}), 7);
  EXPECT_NEAR(std::accumulate(rate.read_bytes.begin(), rate.read_bytes.end(), 0.0), 1500, 1e-9);
}

TEST(MemoryRate, RepeatsAreCutOutOfTheTime) {
  const MemoryRate rate =
      memory_rate(trace_of({span(0, 0, 10, 20), span(1, 10, 1000, 0), span(0, 1000, 1010, 60)}), 2);
  EXPECT_EQ(rate.bin, Picoseconds(10));
  EXPECT_THAT(rate.read_bytes, ElementsAre(DoubleNear(20, 1e-9), DoubleNear(60, 1e-9)));
}

TEST(MemoryRate, ARunWithoutSpansHasNone) {
  EXPECT_TRUE(memory_rate(trace_of({}), 10).read_bytes.empty());
}

}  // namespace
}  // namespace tessera
