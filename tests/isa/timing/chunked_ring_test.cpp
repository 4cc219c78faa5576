// Against runs of ASTRA-sim (commit 32cb8fd, analytical congestion-aware back-end); the numbers are
// of its tables.
#include "isa/timing/chunked_ring.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr double kGib = 1024.0 * 1024 * 1024;

ChunkedRing ring_of(std::int64_t chips) {
  return {chips, BytesPerSecond(50 * kGib), Picoseconds(500'000), 1, Picoseconds(10'000), 4,
          2,     BytesPerSecond(3350e9)};
}

ChunkedRing switch_of_eight() {
  return {8, BytesPerSecond(400 * kGib), Picoseconds(936'250), 2, Picoseconds(10'000), 4,
          2, BytesPerSecond(3350e9)};
}

void expect_nanoseconds(const ChunkedRing& ring, Collective::Kind kind, std::int64_t part,
                        double expected) {
  EXPECT_NEAR(to_nanoseconds(chunked_ring_time(ring, kind, Bytes(part))), expected,
              0.005 * expected);
}

TEST(ChunkedRing, ShortOnesWaitForEveryStepOfEveryBatch) {
  expect_nanoseconds(ring_of(8), Collective::Kind::kAllReduce, 16384 / 8, 14561);
  expect_nanoseconds(ring_of(4), Collective::Kind::kAllReduce, 16384 / 4, 6387);
  expect_nanoseconds(ring_of(8), Collective::Kind::kAllGather, 16384, 8300);
  expect_nanoseconds(switch_of_eight(), Collective::Kind::kAllReduce, 16384 / 8, 52773);
}

TEST(ChunkedRing, LongOnesKeepTheLinkBusy) {
  expect_nanoseconds(ring_of(8), Collective::Kind::kAllReduce, 1 << 27, 35'000'520);
  expect_nanoseconds(ring_of(8), Collective::Kind::kAllGather, 1 << 30, 140'000'520);
}

TEST(ChunkedRing, ThroughASwitchSumsAndStoredChunksAddToTheChain) {
  expect_nanoseconds(switch_of_eight(), Collective::Kind::kAllReduce, 1 << 27, 4'926'513);
  expect_nanoseconds(switch_of_eight(), Collective::Kind::kAllGather, 1 << 30, 18'151'368);
}

TEST(ChunkedRing, MoreBytesNeverTakeLess) {
  Picoseconds before{0};
  for (std::int64_t part = 1; part < (1 << 30); part *= 3) {
    const Picoseconds time =
        chunked_ring_time(ring_of(8), Collective::Kind::kAllReduce, Bytes(part));
    EXPECT_GE(time, before);
    before = time;
  }
}

}  // namespace
}  // namespace tessera
