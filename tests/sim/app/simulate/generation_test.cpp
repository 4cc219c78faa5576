#include "sim/app/simulate/generation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tessera {
namespace {

double total(const Interpolation& found, const std::function<double(std::int64_t)>& time) {
  double sum = 0;
  for (const InterpolationPoint& point : found.points) sum += point.weight * time(point.step);
  return sum;
}

double exact(std::int64_t first, std::int64_t last, const std::function<double(std::int64_t)>& f) {
  double sum = 0;
  for (std::int64_t step = first; step <= last; ++step) sum += f(step);
  return sum;
}

TEST(InterpolateSteps, ALineNeedsThreePointsAndIsExact) {
  const auto line = [](std::int64_t kv) { return 1000.0 + 3.0 * static_cast<double>(kv); };
  int calls = 0;
  const Interpolation found = interpolate_steps(1024, 1150, [&](std::int64_t kv) {
    ++calls;
    return line(kv);
  });
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(found.points.size(), 3U);
  EXPECT_NEAR(total(found, line), exact(1024, 1150, line), 1e-6);
  EXPECT_LT(found.error, 1e-12);
}

TEST(InterpolateSteps, OneStepIsOnePoint) {
  const Interpolation found = interpolate_steps(7, 7, [](std::int64_t) { return 5.0; });
  ASSERT_EQ(found.points.size(), 1U);
  EXPECT_EQ(found.points[0].step, 7);
  EXPECT_DOUBLE_EQ(found.points[0].weight, 1);
}

TEST(InterpolateSteps, TwoStepsAreBothSimulated) {
  const Interpolation found =
      interpolate_steps(7, 8, [](std::int64_t s) { return static_cast<double>(s); });
  ASSERT_EQ(found.points.size(), 2U);
  EXPECT_DOUBLE_EQ(found.points[0].weight, 1);
  EXPECT_DOUBLE_EQ(found.points[1].weight, 1);
}

TEST(InterpolateSteps, WeightsSumToTheNumberOfSteps) {
  const auto steps = [](std::int64_t kv) { return 100.0 + 7.0 * static_cast<double>(kv / 128); };
  const Interpolation found = interpolate_steps(100, 1123, steps);
  double weights = 0;
  for (const InterpolationPoint& point : found.points) weights += point.weight;
  EXPECT_NEAR(weights, 1024, 1e-9);
}

TEST(InterpolateSteps, AStaircaseIsRefinedUntilTheStatedErrorHolds) {
  const auto stairs = [](std::int64_t kv) { return 1e6 + 500.0 * static_cast<double>(kv / 64); };
  const Interpolation found = interpolate_steps(1024, 2047, stairs);
  EXPECT_LE(found.error, 1e-3);
  const double sum = exact(1024, 2047, stairs);
  EXPECT_NEAR(total(found, stairs) / sum, 1, 1e-3);
}

TEST(InterpolateSteps, StatesALargeErrorWhenPointsRunOut) {
  const auto jump = [](std::int64_t kv) { return kv < 701 ? 1.0 : 100.0; };
  const Interpolation found = interpolate_steps(0, 1 << 20, jump, 1e-3, 5);
  EXPECT_LE(found.points.size(), 5U);
  EXPECT_GT(found.error, 1e-3);
}

}  // namespace
}  // namespace tessera
