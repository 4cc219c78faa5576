#include "sim/app/serving/curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tessera::serving {
namespace {

Curve::Function timed(int& evaluations, double (*time)(double)) {
  return [&evaluations, time](std::int64_t number) {
    ++evaluations;
    const double value = time(static_cast<double>(number));
    return Curve::Point{{value, 0, 2 * value}, value};
  };
}

TEST(Curve, ALineNeedsThreePointsPerStretch) {
  int evaluations = 0;
  Curve curve({octave_of, 0.01, 5}, timed(evaluations, [](double x) { return 5 + 3 * x; }));
  EXPECT_DOUBLE_EQ(curve.at(7.5).time, 5 + 3 * 7.5);
  EXPECT_DOUBLE_EQ(curve.at(7.5).energy, 2 * (5 + 3 * 7.5));
  EXPECT_EQ(evaluations, 3);
  curve.at(5);
  EXPECT_EQ(evaluations, 3);
  EXPECT_EQ(curve.error(), 0);
}

TEST(Curve, WhereTheMiddleIsOffTheLineThereAreMorePoints) {
  int evaluations = 0;
  Curve curve({doubling_of, 0.01, 8},
              timed(evaluations, [](double x) { return 1 + std::sqrt(x); }));
  double worst = 0;
  for (double x = 1; x < 1024; x += 7) {
    const double exact = 1 + std::sqrt(x);
    worst = std::max(worst, std::abs(curve.at(x).time / exact - 1));
  }
  EXPECT_LT(worst, 0.011);
  EXPECT_LT(evaluations, 40);
  EXPECT_LE(curve.error(), 0.005);
}

TEST(Curve, StretchesHoldEveryNumberOnceAndWholeTiles) {
  for (const auto stretch : {octave_of, quarter_of, few_of, tiles_of}) {
    std::int64_t next = 1;
    while (next < 5000) {
      const Stretch one = stretch(next);
      EXPECT_EQ(one.low, next);
      ASSERT_GE(one.high, one.low);
      EXPECT_EQ(stretch(one.high).low, one.low);
      next = one.high + 1;
    }
  }
  EXPECT_EQ(tiles_of(1025).high, 1088);
  EXPECT_EQ(doubling_of(513).low, 512);
  EXPECT_EQ(doubling_of(512).low, 1);
}

TEST(Curve, AValueDoesNotDependOnWhatWasAskedBefore) {
  int evaluations = 0;
  const auto time = [](double x) { return 10 + std::ceil(x / 100) * 7; };
  Curve one({octave_of, 0.01, 3}, timed(evaluations, time));
  Curve other({octave_of, 0.01, 3}, timed(evaluations, time));
  for (double x = 1; x < 3000; x *= 1.3) other.at(x);
  EXPECT_EQ(one.at(333).time, other.at(333).time);
}

}  // namespace
}  // namespace tessera::serving
