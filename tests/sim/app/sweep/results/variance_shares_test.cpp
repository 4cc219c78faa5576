#include "sim/app/sweep/results/variance_shares.h"

#include <gmock/gmock.h>

#include <boost/random/sobol.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace tessera::sweep {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::Pointwise;

constexpr double kExact = 1e-12;
const double kNaN = std::nan("");

using Point = std::vector<double>;
using Function = std::function<double(const Point&)>;

// `function` at every combination of `values`, the last axis fastest.
std::vector<double> on_grid(const std::vector<std::vector<double>>& values,
                            const Function& function) {
  std::size_t size = 1;
  for (const auto& axis : values) size *= axis.size();
  std::vector<double> y;
  for (std::size_t i = 0; i < size; ++i) {
    Point point(values.size());
    std::size_t rest = i;
    for (std::size_t a = values.size(); a-- > 0;) {
      point[a] = values[a][rest % values[a].size()];
      rest /= values[a].size();
    }
    y.push_back(function(point));
  }
  return y;
}

// Ishigami and Homma's function with a = 7, b = 0.1 on [-pi, pi]^3. Its variance by axes, in closed
// form: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
double ishigami(const Point& x) {
  return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) +
         0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

struct IshigamiShares {
  IshigamiShares() {
    const double pi4 = std::pow(std::numbers::pi, 4);
    const double v1 = std::pow(1 + 0.1 * pi4 / 5, 2) / 2;
    const double v2 = 49.0 / 8;
    const double v13 = 8 * 0.01 * pi4 * pi4 / 225;
    const double all = v1 + v2 + v13;
    first = {v1 / all, v2 / all, 0};
    total = {(v1 + v13) / all, v2 / all, v13 / all};
  }
  std::vector<double> first, total;
};

TEST(GridShares, OfASumAreThoseOfItsTermsAndTotalsAreTheSame) {
  // Variances of 0, 1 and of 0, 2, 4: 1/4 and 8/3.
  const auto y = on_grid({{0, 1}, {0, 2, 4}}, [](const Point& x) { return x[0] + x[1]; });
  const VarianceShares shares = grid_shares({2, 3}, y);
  const double all = 0.25 + 8.0 / 3;
  EXPECT_THAT(shares.first,
              Pointwise(DoubleNear(kExact), std::vector<double>{0.25 / all, 8.0 / 3 / all}));
  EXPECT_THAT(shares.total, Pointwise(DoubleNear(kExact), shares.first));
}

TEST(GridShares, OfAProductAreKnownInClosedForm) {
  // (1 + a x)(1 + b y) with x, y = -1, 1: a^2, b^2 and a^2 b^2 of their sum.
  const double a = 0.5, b = 2, all = a * a + b * b + a * a * b * b;
  const auto y =
      on_grid({{-1, 1}, {-1, 1}}, [&](const Point& x) { return (1 + a * x[0]) * (1 + b * x[1]); });
  const VarianceShares shares = grid_shares({2, 2}, y);
  EXPECT_NEAR(shares.first[0], a * a / all, kExact);
  EXPECT_NEAR(shares.first[1], b * b / all, kExact);
  EXPECT_NEAR(shares.total[0], (a * a + a * a * b * b) / all, kExact);
  EXPECT_NEAR(shares.total[1], (b * b + a * a * b * b) / all, kExact);
}

TEST(GridShares, OfAnInteractionAloneAreZeroAndTotalsAreOne) {
  const auto y = on_grid({{-1, 1}, {-1, 1}}, [](const Point& x) { return x[0] * x[1]; });
  const VarianceShares shares = grid_shares({2, 2}, y);
  EXPECT_THAT(shares.first, Each(DoubleNear(0, kExact)));
  EXPECT_THAT(shares.total, Each(DoubleNear(1, kExact)));
}

TEST(GridShares, OfIshigamisFunctionAreThoseOfItsClosedForm) {
  std::vector<double> middles;  // of equal parts of [-pi, pi]
  constexpr int kParts = 48;
  for (int i = 0; i < kParts; ++i)
    middles.push_back(std::numbers::pi * (2 * (i + 0.5) / kParts - 1));
  const VarianceShares shares =
      grid_shares({kParts, kParts, kParts}, on_grid({middles, middles, middles}, ishigami));
  const IshigamiShares known;
  EXPECT_THAT(shares.first, Pointwise(DoubleNear(2e-3), known.first));
  EXPECT_THAT(shares.total, Pointwise(DoubleNear(2e-3), known.total));
}

TEST(GridShares, OfAConstantAreNone) {
  const VarianceShares shares = grid_shares({2, 3}, std::vector<double>(6, 0.1));
  EXPECT_THAT(shares.first, Each(testing::IsNan()));
  EXPECT_THAT(shares.total, Each(testing::IsNan()));
}

TEST(GridShares, WithAHoleAreThoseOfThePointsThereAre) {
  // y = x0; the hole takes one of two points of the line along x0 at x1 = 1.
  const std::vector<double> y = {0, 0, 1, kNaN};
  const VarianceShares shares = grid_shares({2, 2}, y);
  // Mean 1/3, squares 2/3. By x1: means 1/2 (two points) and 0: 1/18 + 1/9 = 1/6 of 2/3.
  EXPECT_NEAR(shares.first[0], 1, kExact);
  EXPECT_NEAR(shares.first[1], 0.25, kExact);
  // The line at x1 = 1 has one point left: within lines there is 1/2 of 2/3.
  EXPECT_NEAR(shares.total[0], 0.75, kExact);
  EXPECT_NEAR(shares.total[1], 0, kExact);
}

struct Drawn {
  std::vector<std::vector<double>> x = std::vector<std::vector<double>>(3);
  std::vector<double> y;
};

Drawn drawn_ishigami(int points) {
  boost::random::sobol engine(3);
  engine.discard(3);
  Drawn drawn;
  for (int i = 0; i < points; ++i) {
    Point point;
    for (int a = 0; a < 3; ++a)
      point.push_back(std::numbers::pi * (2 * (static_cast<double>(engine()) / 0x1p64) - 1));
    for (int a = 0; a < 3; ++a) drawn.x[a].push_back(point[a]);
    drawn.y.push_back(ishigami(point));
  }
  return drawn;
}

TEST(BinnedShare, OfIshigamisFunctionComesNearItsClosedForm) {
  const Drawn drawn = drawn_ishigami(8192);
  const IshigamiShares known;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto bins = equal_bins(drawn.x[a], usual_bins(drawn.y.size()));
    EXPECT_NEAR(binned_share(bins, drawn.y), known.first[a], 0.02) << "axis " << a;
  }
}

TEST(BinnedShare, OfAnAxisThatDoesNothingIsZeroOnTheAverage) {
  // Without the part that noise adds, 20 bins of 10 points would show about 19/199 = 0.095.
  std::mt19937 engine(11);
  std::normal_distribution<double> noise;
  std::vector<std::size_t> bins(200);
  for (std::size_t i = 0; i < bins.size(); ++i) bins[i] = i % 20;
  double mean = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<double> y(bins.size());
    for (double& one : y) one = noise(engine);
    mean += binned_share(bins, y) / 400;
  }
  EXPECT_NEAR(mean, 0, 0.006);
}

TEST(BinnedShare, IsOneWhereTheBinsTellAll) {
  EXPECT_NEAR(binned_share({0, 0, 1, 1}, {3, 3, 5, 5}), 1, kExact);
}

TEST(BinnedShare, NeedsMorePointsThanBins) {
  EXPECT_TRUE(std::isnan(binned_share({0, 1, 2}, {3, 4, 5})));
}

TEST(EqualBins, HoldEquallyManyPointsInTheOrderOfTheirNumbers) {
  EXPECT_THAT(equal_bins({5, 1, 4, 2, 6, 3}, 3), ElementsAre(2, 0, 1, 0, 2, 1));
}

}  // namespace
}  // namespace tessera::sweep
