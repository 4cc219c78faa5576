#include "sim/app/sweep/results/knee.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

namespace tessera::sweep {
namespace {

using testing::DoubleNear;
using testing::Optional;

struct Sampled {
  std::vector<double> x, y;
};

// At equal ratios, both ends included.
Sampled sampled(double from, double to, int count, const std::function<double(double)>& y) {
  Sampled curve;
  for (int i = 0; i < count; ++i) {
    curve.x.push_back(from * std::pow(to / from, i / (count - 1.0)));
    curve.y.push_back(y(curve.x.back()));
  }
  return curve;
}

Knee knee_of_curve(const Sampled& curve) { return knee_of(curve.x, curve.y); }

TEST(Knee, IsWhereHalfOfTheTimeFollowsX) {
  // a/x + b: the elasticity is the share of a/x, half of it at x = a/b.
  const Knee knee = knee_of_curve(sampled(0.25, 32, 15, [](double x) { return 6 / x + 2; }));
  EXPECT_THAT(knee.at, Optional(DoubleNear(3, 0.02)));
}

TEST(Knee, IsFlatFromWhereDoublingBuysATenth) {
  // (3/x + 1) falls by a tenth with 2x where 1.5/x = 0.1 (3/x + 1): x = 12.
  const Knee knee = knee_of_curve(sampled(0.25, 64, 33, [](double x) { return 3 / x + 1; }));
  EXPECT_THAT(knee.flat, Optional(DoubleNear(12, 0.1)));
}

TEST(Knee, OfARooflineIsItsCornerWithinOneStep) {
  for (const double corner : {1.1, 2.0, 3.7, 5.0}) {
    const Knee knee =
        knee_of_curve(sampled(0.5, 16, 6, [&](double x) { return std::max(1 / x, 1 / corner); }));
    ASSERT_TRUE(knee.at) << corner;
    EXPECT_NEAR(std::log2(*knee.at / corner), 0, 0.51) << corner;
  }
}

TEST(Knee, IsTheSameForWhatGrowsWithX) {
  const Knee falls = knee_of_curve(sampled(0.5, 16, 11, [](double x) { return 2 / x + 1; }));
  const Knee grows = knee_of_curve(sampled(0.5, 16, 11, [](double x) { return 1 / (2 / x + 1); }));
  ASSERT_TRUE(falls.at && grows.at);
  EXPECT_NEAR(*falls.at, *grows.at, 1e-9);
}

TEST(Knee, IsNoneWhereAllFollowsXAndWhereNothingDoes) {
  const Knee follows = knee_of_curve(sampled(1, 16, 5, [](double x) { return 3 / x; }));
  EXPECT_FALSE(follows.at);
  EXPECT_FALSE(follows.flat);
  EXPECT_NEAR(follows.last_slope, -1, 1e-9);
  const Knee stands = knee_of_curve(sampled(1, 16, 5, [](double) { return 3.0; }));
  EXPECT_FALSE(stands.at);
  EXPECT_NEAR(stands.first_slope, 0, 1e-9);
}

TEST(Knee, IsBehindTheLastStretchThatFollowsX) {
  // Flat, steep, flat: only beyond the second flat part nothing is bought any more.
  const Knee knee = knee_of({1, 2, 4, 8, 16}, {8, 8, 4, 2, 2});
  // Between the middles of the last steep and the flat step, halfway: sqrt(4 8) and sqrt(8 16).
  EXPECT_THAT(knee.at, Optional(DoubleNear(8, 1e-9)));
}

TEST(OnCurve, IsStraightInLogarithms) {
  EXPECT_NEAR(on_curve({1, 4}, {1, 1.0 / 16}, 2), 0.25, 1e-12);
}

TEST(Elasticity, OfAPowerIsItsExponent) {
  EXPECT_THAT(elasticity_of({1, 2, 5}, {7, 7 / std::sqrt(2), 7 / std::sqrt(5)}),
              Optional(DoubleNear(-0.5, 1e-12)));
}

TEST(Elasticity, LeavesOutWhatHasNoLogarithm) {
  EXPECT_THAT(elasticity_of({0, 1, 2, 4}, {9, 3, 6, -1}), Optional(DoubleNear(1, 1e-12)));
  EXPECT_EQ(elasticity_of({1, 2}, {0, 3}), std::nullopt);
}

TEST(Elasticity, NeedsTwoDifferentValues) {
  EXPECT_EQ(elasticity_of({3, 3, 3}, {1, 2, 3}), std::nullopt);
}

}  // namespace
}  // namespace tessera::sweep
