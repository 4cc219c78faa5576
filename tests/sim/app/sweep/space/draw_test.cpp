// Points of the unit cube: spread as their sampler promises, the same every time.
#include "sim/app/sweep/space/draw.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace tessera::sweep {
namespace {

TEST(Draw, TheSameSeedDrawsTheSamePoints) {
  for (const SamplerKind kind :
       {SamplerKind::kRandom, SamplerKind::kLatinHypercube, SamplerKind::kSobol}) {
    EXPECT_EQ(draw({kind, 50, 3}, 4), draw({kind, 50, 3}, 4));
    EXPECT_NE(draw({kind, 50, 3}, 4), draw({kind, 50, 4}, 4));
  }
}

TEST(Draw, AllSharesLieWithinTheCube) {
  for (const SamplerKind kind :
       {SamplerKind::kRandom, SamplerKind::kLatinHypercube, SamplerKind::kSobol})
    for (const double share : draw({kind, 200, 1}, 5)) {
      EXPECT_GE(share, 0);
      EXPECT_LT(share, 1);
    }
}

TEST(Draw, ALatinHypercubeHasOnePointInEveryPartOfEveryDimension) {
  constexpr std::size_t kPoints = 40, kDimensions = 3;
  const std::vector<double> shares = draw({SamplerKind::kLatinHypercube, kPoints, 7}, kDimensions);
  for (std::size_t d = 0; d < kDimensions; ++d) {
    std::set<int> parts;
    for (std::size_t i = 0; i < kPoints; ++i)
      parts.insert(static_cast<int>(shares[i * kDimensions + d] * kPoints));
    EXPECT_EQ(parts.size(), kPoints);
  }
}

// Integral of a smooth function over the cube: 64 points of a sequence of low discrepancy come
// closer than the standard error of as many random ones.
TEST(Draw, SobolPointsFillTheCubeMoreEvenlyThanRandomOnes) {
  constexpr std::size_t kPoints = 64;
  const std::vector<double> shares = draw({SamplerKind::kSobol, kPoints, 0}, 2);
  double mean = 0;
  for (std::size_t i = 0; i < kPoints; ++i) mean += shares[2 * i] * shares[2 * i + 1] / kPoints;
  const double random_error = std::sqrt((1.0 / 9 - 1.0 / 16) / kPoints);
  EXPECT_LT(std::abs(mean - 0.25), random_error / 2);
}

// The first points of the sequence as Joe and Kuo's tables give them, the all-zero one left out.
TEST(Draw, SobolPointsAreTheSequences) {
  const std::vector<double> shares = draw({SamplerKind::kSobol, 3, 0}, 2);
  EXPECT_EQ(shares, (std::vector<double>{0.5, 0.5, 0.75, 0.25, 0.25, 0.75}));
}

}  // namespace
}  // namespace tessera::sweep
