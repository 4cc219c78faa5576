#include "sim/app/sweep/results/sensitivity.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::DoubleNear;
using testing::HasSubstr;
using testing::Optional;

constexpr double kExact = 1e-12;

Sensitivity of_latency(MadeUpSweep& sweep) {
  return sensitivity(sweep.points(), sweep.table(), {"latency_us", false});
}

double number_of(const Points& points, std::size_t point, std::size_t axis) {
  return std::strtod(points.space().values(point)[axis].c_str(), nullptr);
}

// latency = batch / bandwidth.
void fill(MadeUpSweep& sweep) {
  for (std::size_t i = 0; i < sweep.points().size(); ++i)
    sweep.put(i,
              {{"latency_us", number_of(sweep.points(), i, 0) / number_of(sweep.points(), i, 1)}});
}

TEST(Sensitivity, OfAQuotientOnAGridIsExact) {
  MadeUpSweep sweep;
  fill(sweep);
  const Sensitivity found = of_latency(sweep);
  // batch 1, 2: mean 3/2, variance 1/4; 1/bandwidth 2, 1, 1/2: mean 7/6, variance 7/18.
  const double batch = 1.0 / 4 * 49 / 36, bandwidth = 9.0 / 4 * 7 / 18, both = 1.0 / 4 * 7 / 18;
  const double all = batch + bandwidth + both;
  EXPECT_NEAR(found.mean, 1.5 * 7 / 6, kExact);
  EXPECT_NEAR(found.deviation, std::sqrt(all), kExact);
  ASSERT_EQ(found.axes.size(), 2U);
  EXPECT_THAT(found.axes[0].first, Optional(DoubleNear(batch / all, kExact)));
  EXPECT_THAT(found.axes[0].total, Optional(DoubleNear((batch + both) / all, kExact)));
  EXPECT_THAT(found.axes[1].first, Optional(DoubleNear(bandwidth / all, kExact)));
  EXPECT_THAT(found.axes[1].total, Optional(DoubleNear((bandwidth + both) / all, kExact)));
  EXPECT_THAT(found.axes[0].elasticity, Optional(DoubleNear(1, kExact)));
  EXPECT_THAT(found.axes[1].elasticity, Optional(DoubleNear(-1, kExact)));
}

TEST(Sensitivity, HasTheMeanAtEachValue) {
  MadeUpSweep sweep;
  fill(sweep);
  const std::vector<Level> levels = of_latency(sweep).axes[1].levels;
  ASSERT_EQ(levels.size(), 3U);
  EXPECT_EQ(levels[0].value, "0.5");
  EXPECT_EQ(levels[0].points, 2U);
  EXPECT_NEAR(levels[0].mean, 3, kExact);
  EXPECT_NEAR(levels[2].mean, 0.75, kExact);
}

TEST(Sensitivity, FindsTheKneeOfTheGeometricMeanAndOfEachLine) {
  MadeUpSweep sweep(kMadeUpBase +
                    "axis { field: \"batch\" number: [1, 4] }\n"
                    "axis { field: \"memory.bandwidth_scale\" name: \"bandwidth\" "
                    "powers_of_two { from: 1 to: 64 } }");
  // A knee at x = batch, 1 and 4: the first is not within the curve.
  for (std::size_t i = 0; i < sweep.points().size(); ++i)
    sweep.put(
        i, {{"latency_us", 1 + number_of(sweep.points(), i, 0) / number_of(sweep.points(), i, 1)}});
  const Sensitivity found = of_latency(sweep);
  EXPECT_FALSE(found.axes[0].knee);  // two values have none
  ASSERT_TRUE(found.axes[1].knee);
  const AxisKnee& knee = *found.axes[1].knee;
  EXPECT_EQ(knee.lines, 2U);
  EXPECT_EQ(knee.with_knee, 1U);
  EXPECT_NEAR(knee.least, 4, 0.1);
  // Mean elasticity 1/2 where 1/(1+x) + 4/(4+x) = 1: x = 2.
  EXPECT_THAT(knee.mean.at, Optional(DoubleNear(2, 0.05)));
  EXPECT_THAT(sensitivity_text(sweep.points(), sweep.table(), found),
              HasSubstr("bandwidth: knee at "));
}

TEST(Sensitivity, CountsHolesAndLeavesTheirLinesOutOfTheKnee) {
  MadeUpSweep sweep;
  fill(sweep);
  sweep.fail(0, 5, "does not fit");
  const Sensitivity found = of_latency(sweep);
  EXPECT_EQ(found.points, 5U);
  EXPECT_EQ(found.holes, 1U);
  ASSERT_TRUE(found.axes[1].knee);
  EXPECT_EQ(found.axes[1].knee->lines, 1U);
  EXPECT_EQ(found.axes[1].knee->all_lines, 2U);
  EXPECT_THAT(sensitivity_text(sweep.points(), sweep.table(), found),
              HasSubstr("1 points of the grid have no latency_us: shares are those of the points "
                        "there are"));
}

TEST(Sensitivity, OfDrawnPointsEstimatesFirstSharesOnly) {
  MadeUpSweep sweep(kMadeUpBase +
                    "axis { field: \"memory.bandwidth_scale\" range { from: 1 to: 2 } }\n"
                    "axis { field: \"memory.latency_ns\" range { from: 1 to: 2 } }\n"
                    "sampler { sobol { points: 1024 } }");
  // 2 x + z: 4 to 1.
  for (std::size_t i = 0; i < sweep.points().size(); ++i)
    sweep.put(
        i, {{"latency_us", 2 * number_of(sweep.points(), i, 0) + number_of(sweep.points(), i, 1)}});
  const Sensitivity found = of_latency(sweep);
  EXPECT_THAT(found.axes[0].first, Optional(DoubleNear(0.8, 0.02)));
  EXPECT_THAT(found.axes[1].first, Optional(DoubleNear(0.2, 0.02)));
  EXPECT_FALSE(found.axes[0].total);
  EXPECT_FALSE(found.axes[0].knee);
  EXPECT_EQ(found.axes[0].levels.size(), 8U);
  EXPECT_THAT(sensitivity_text(sweep.points(), sweep.table(), found),
              HasSubstr("totals and knees need a grid"));
}

TEST(Sensitivity, OfWordsHasNoElasticity) {
  MadeUpSweep sweep(kMadeUpBase + "axis { field: \"dtype\" text: [\"int8\", \"bf16\"] }");
  sweep.put(0, {{"latency_us", 1}});
  sweep.put(1, {{"latency_us", 2}});
  const Sensitivity found = of_latency(sweep);
  EXPECT_FALSE(found.axes[0].elasticity);
  EXPECT_THAT(found.axes[0].first, Optional(DoubleNear(1, kExact)));
}

TEST(Sensitivity, OfAnEmptyStoreSaysSo) {
  MadeUpSweep sweep;
  EXPECT_THAT(sensitivity_text(sweep.points(), sweep.table(), of_latency(sweep)),
              HasSubstr("no point has a latency_us"));
}

}  // namespace
}  // namespace tessera::sweep
