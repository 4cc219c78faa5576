// Rows of tables as measurements, and the conditions that the way of timing implies.
#include "sim/app/validate/silicon/measurement.h"

#include <gmock/gmock.h>

namespace tessera::validation {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Measurement> read(const std::string& text, std::vector<Mistake>& mistakes) {
  return read_measurements(parse_csv(text, "gemm.csv", mistakes),
                           {{"M", "N", "K", "batch"}, {"precision"}, {"measured_us"}}, mistakes);
}

Measurement timed(const std::string& timing, const std::string& op = "gemm",
                  const std::string& device = "h100_sxm") {
  Measurement row;
  row.device = device;
  row.op = op;
  row.timing = timing;
  return row;
}

TEST(SiliconMeasurement, ARowIsReadByTheNamesOfItsColumns) {
  std::vector<Mistake> mistakes;
  const std::vector<Measurement> rows = read(
      "op,device,dtype,K,M,N,batch,quality,rel_spread,precision,measured_us\n"
      "gemm,h100_sxm,bf16,3,1,2,,B,0.25,w4a8,4.5\n"
      "gemm,h100_sxm,bf16,3,1,2,7,C,,,\n",
      mistakes);
  ASSERT_THAT(mistakes, IsEmpty());
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].device, "h100_sxm");
  EXPECT_EQ(rows[0].number("K"), 3);
  EXPECT_EQ(rows[0].number_or("batch", 1), 1);
  EXPECT_EQ(rows[1].number_or("batch", 1), 7);
  EXPECT_EQ(rows[0].measured.at(0), 4.5);
  EXPECT_EQ(rows[0].spread, 0.25);
  EXPECT_EQ(rows[0].words.at("precision"), "w4a8");
  EXPECT_TRUE(rows[1].words.empty());
  EXPECT_TRUE(rows[0].scored);
  EXPECT_FALSE(rows[1].scored);
  EXPECT_FALSE(rows[1].measured.at(0));
}

TEST(SiliconMeasurement, WhatIsNoNumberIsAMistakeAtItsLine) {
  std::vector<Mistake> mistakes;
  read("op,M,measured_us\ngemm,many,1\ngemm,1,-3\n", mistakes);
  ASSERT_THAT(mistakes, SizeIs(2));
  EXPECT_EQ(mistakes[0].location.line, 2);
  EXPECT_THAT(mistakes[0].message, HasSubstr("M is 'many'"));
  EXPECT_EQ(mistakes[1].location.line, 3);
}

TEST(SiliconMeasurement, ReplayedGraphsAreWarmAndProfiledKernelsAreCold) {
  EXPECT_EQ(conditions_of(timed("cuda_graph_or_event_avg")),
            (Conditions{Caches::kWarm, Routing::kBalanced, Timing::kGraph, 5}))
      << "benchmarks turn between copies of a weight";
  EXPECT_EQ(conditions_of(timed("kernel_only_profiler")),
            (Conditions{Caches::kCold, Routing::kBalanced, Timing::kProfiler}));
  EXPECT_EQ(conditions_of(timed("wallclock_avg_loop")),
            (Conditions{Caches::kWarm, Routing::kBalanced, Timing::kLoop}));
}

TEST(SiliconMeasurement, OnlyTheTunersExpertsAreRoutedAtRandom) {
  EXPECT_EQ(conditions_of(timed("tuner_best_kernel_time", "moe"))->routing, Routing::kRandom);
  EXPECT_EQ(conditions_of(timed("tuner_best_kernel_time"))->routing, Routing::kBalanced);
  EXPECT_EQ(conditions_of(timed("cuda_graph_or_event_avg", "moe"))->routing, Routing::kBalanced);
}

TEST(SiliconMeasurement, DevicesOfTheHostAreTimedByIt) {
  EXPECT_EQ(conditions_of(timed("kernel_only_profiler", "gemm", "tpu_v6e_host"))->timing,
            Timing::kHost);
}

TEST(SiliconMeasurement, ByTheHostsClockActivationsAndNormsAreCompiledFunctions) {
  EXPECT_EQ(conditions_of(timed("wallclock_incl_launch_sync", "layernorm"))->timing,
            Timing::kCompiled);
  EXPECT_EQ(conditions_of(timed("wallclock_incl_launch_sync", "softmax"))->timing, Timing::kHost);
  EXPECT_EQ(conditions_of(timed("kernel_only_profiler", "layernorm"))->timing, Timing::kProfiler);
}

TEST(SiliconMeasurement, AnUnknownTimingHasNoConditions) {
  EXPECT_FALSE(conditions_of(timed("hourglass")));
}

}  // namespace
}  // namespace tessera::validation
