#include "sim/app/memory/measure.h"

#include <gtest/gtest.h>

#include "tests/support/plain_dram.h"

namespace tessera {
namespace {

using dram::LossCause;
using dram::Mix;
using Kind = dram::PatternSpec::Kind;

MemoryJob small_job() {
  MemoryJob job;
  job.name = "small";
  job.channel = dram::plain_dram();
  job.requests = 5000;
  return job;
}

void expect_sums(const Measurement& m) {
  EXPECT_EQ(m.counts.data_clocks + m.counts.loss.total(), m.bus_clocks);
  for (const dram::Clock clocks : m.counts.loss.clocks) EXPECT_GE(clocks, 0);
  double shares = m.achieved();
  for (std::size_t i = 0; i < dram::kLossCauses; ++i) shares += m.share(static_cast<LossCause>(i));
  EXPECT_NEAR(shares, 1, 1e-12);
}

TEST(Measure, DataAndLossesSumToThePeakForEveryPatternMixAndLoad) {
  for (const Kind kind : {Kind::kSequential, Kind::kStride, Kind::kRandom, Kind::kRandomBlocks}) {
    for (const Mix mix :
         {Mix::kReads, Mix::kWrites, Mix::kTwoReadsOneWrite, Mix::kOneReadOneWrite}) {
      for (const double load : {0.0, 0.3, 0.9}) {
        MemoryJob job = small_job();
        job.pattern = {.kind = kind, .bytes = 1024, .mix = mix};
        job.load = load;
        expect_sums(measure(job));
      }
    }
  }
}

TEST(Measure, AStreamLosesMostToRefreshAndLittleElse) {
  const Measurement m = measure(small_job());
  // 350 + tRP + tRCD of 3900 clocks, and what is left of the pipeline around them.
  EXPECT_NEAR(m.share(LossCause::kRefresh), 0.10, 0.015);
  EXPECT_GT(m.achieved(), 0.88);
  EXPECT_GT(m.row_hit_rate, 0.95);
}

TEST(Measure, UnderALightLoadNobodyAsksMostOfTheTime) {
  MemoryJob job = small_job();
  job.load = 0.1;
  const Measurement m = measure(job);
  EXPECT_NEAR(m.achieved(), 0.1, 0.01);
  EXPECT_GT(m.share(LossCause::kIdle), 0.7);
  EXPECT_GE(m.latency_with_wait.mean(), m.latency.mean());
}

TEST(Measure, TilesSumToTheTimeThatTheyTakeWithoutThePausesBetween) {
  for (const std::int64_t bytes : {32, 1024, 65536}) {
    MemoryJob job = small_job();
    job.kind = MemoryJob::Kind::kTiles;
    job.tile_bytes = bytes;
    job.tiles = 20;
    const Measurement m = measure(job);
    expect_sums(m);
    EXPECT_EQ(m.reads * 32, 20 * bytes);
    EXPECT_NEAR(m.achieved() * static_cast<double>(m.clocks), static_cast<double>(m.reads * 2),
                1e-6);
  }
}

TEST(Measure, ATileThatIsSpreadOverTwoChannelsIsReadInLessTime) {
  MemoryJob job = small_job();
  job.kind = MemoryJob::Kind::kTiles;
  const double one = measure(job).latency.mean();
  job.channels = 2;
  const double two = measure(job).latency.mean();
  EXPECT_LT(two, 0.6 * one);
  EXPECT_GT(two, 0.4 * one);
}

TEST(Measure, TheSameJobGivesTheSameCounts) {
  MemoryJob job = small_job();
  job.pattern.kind = Kind::kRandom;
  EXPECT_EQ(measure(job).counts, measure(job).counts);
}

}  // namespace
}  // namespace tessera
