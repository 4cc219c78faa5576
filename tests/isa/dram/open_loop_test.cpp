#include "isa/dram/open_loop.h"

#include <gtest/gtest.h>

#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

OpenLoopSpec short_run() {
  OpenLoopSpec run;
  run.warm_up = 500;
  run.measured = 4000;
  return run;
}

TEST(OpenLoop, AStreamOverBankGroupsFillsTheBus) {
  DramSpec spec = small_dram();
  spec.organisation.columns = 128;  // rows long enough to hide the opening of the next
  spec.mapping = bank_groups_interleaved();
  const OpenLoopResult result = run_open_loop(spec, short_run());
  EXPECT_NEAR(result.utilisation, 1, 0.002);
  EXPECT_NEAR(result.row_hit_rate, 1 - 1.0 / 128, 0.001);
  EXPECT_EQ(result.reads, 4000);
  EXPECT_EQ(result.writes, 0);
}

TEST(OpenLoop, AStreamInOneBankGroupTakesTheLongDistance) {
  DramSpec spec = small_dram();
  spec.organisation.columns = 1024;
  const OpenLoopResult result = run_open_loop(spec, short_run());
  EXPECT_NEAR(result.utilisation, 4.0 / 6, 0.02);  // at its end a row overlaps with the next
  EXPECT_GT(result.counts.loss[LossCause::kBankGroup], result.clocks * 3 / 10);
}

TEST(OpenLoop, RefreshTakesItsShare) {
  DramSpec spec = small_dram();
  spec.organisation.columns = 128;
  spec.mapping = bank_groups_interleaved();
  spec.policy.refresh = Refresh::kAllBank;
  spec.clocks.refresh_interval = 1000;
  const OpenLoopResult result = run_open_loop(spec, short_run());
  // RD to PREab 6, tRP 8, tRFC 60, tRCD 10: of each 1000.
  EXPECT_NEAR(result.utilisation, 1 - (6 + 8 + 60 + 10) / 1000.0, 0.01);
}

TEST(OpenLoop, ServesWhatIsOfferedBelowSaturation) {
  OpenLoopSpec run = short_run();
  run.load = 0.2;
  run.pattern.kind = PatternSpec::Kind::kRandom;
  DramSpec spec = small_dram();
  const OpenLoopResult result = run_open_loop(spec, run);
  EXPECT_NEAR(result.utilisation, 0.2, 0.02);
  // Seen a clock after it was created; never faster than a hit.
  EXPECT_GE(result.read_latency.smallest(), 12 + 4);
  EXPECT_GE(result.read_source_latency.mean(), result.read_latency.mean() + 1);
  EXPECT_GT(result.counts.loss[LossCause::kIdle], result.clocks / 4);
}

TEST(OpenLoop, LatencyGrowsWithTheLoadUpToAllOfThePeak) {
  double before = 0;
  for (const double load : {0.05, 0.4, 0.8, 0.999}) {
    DramSpec spec = small_dram();
    spec.organisation.columns = 128;
    spec.mapping = bank_groups_interleaved();
    OpenLoopSpec run = short_run();
    run.load = load;
    const double mean = run_open_loop(spec, run).read_source_latency.mean();
    EXPECT_GT(mean, before) << load;
    before = mean;
  }
}

TEST(OpenLoop, CountsAMixByDirection) {
  OpenLoopSpec run = short_run();
  run.pattern.mix = Mix::kTwoReadsOneWrite;
  const OpenLoopResult result = run_open_loop(small_dram(), run);
  EXPECT_EQ(result.reads + result.writes, 4000);
  EXPECT_NEAR(static_cast<double>(result.writes) / 4000, 1.0 / 3, 0.02);
  EXPECT_EQ(result.read_latency.number(), result.reads);
}

// Bursts are charged when their command goes, windows end when data does: off by what is in flight.
TEST(OpenLoop, LossesAndBurstsOfAWindowSumToItsBusTime) {
  for (DramSpec spec : {ddr4_like(), hbm3_like()}) {
    OpenLoopSpec run = short_run();
    run.pattern = {PatternSpec::Kind::kRandom, 0, Mix::kTwoReadsOneWrite, 1};
    const OpenLoopResult result = run_open_loop(spec, run);
    const int buses = spec.organisation.pseudo_channels;
    const Clock in_flight = 2 * buses * (spec.clocks.read_latency + 2 * spec.clocks.burst);
    EXPECT_NEAR(static_cast<double>(result.counts.loss.total() + result.counts.data_clocks),
                static_cast<double>(result.clocks * buses), static_cast<double>(in_flight))
        << spec.name;
  }
}

TEST(OpenLoop, RunsWithOneSlotOneBankAndOneRow) {
  DramSpec spec = small_dram();
  spec.organisation = {1, 1, 1, 1, 1, 4, 64};
  spec.policy.read_depth = spec.policy.write_depth = 1;
  set_watermarks(spec.policy, 0.8, 0.2);
  OpenLoopSpec run = short_run();
  run.pattern.mix = Mix::kOneReadOneWrite;
  EXPECT_GT(run_open_loop(spec, run).utilisation, 0.1);
}

}  // namespace
}  // namespace tessera::dram
