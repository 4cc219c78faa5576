#include "isa/noc/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tessera::noc {
namespace {

using testing::ElementsAre;

constexpr PatternKind kAll[] = {PatternKind::kUniform, PatternKind::kTranspose,
                                PatternKind::kNeighbour, PatternKind::kHotspot,
                                PatternKind::kMemory};

TEST(NocPattern, HotAndMemoryNodesAreThoseOfTheReferenceTables) {
  EXPECT_THAT(Pattern(PatternKind::kHotspot, mesh(8, 8)).targets(), ElementsAre(18, 21, 42, 45));
  EXPECT_THAT(Pattern(PatternKind::kHotspot, mesh(4, 4)).targets(), ElementsAre(5, 10));
  EXPECT_THAT(Pattern(PatternKind::kHotspot, crossbar(16)).targets(), ElementsAre(5, 10));
  EXPECT_THAT(Pattern(PatternKind::kMemory, mesh(4, 4, 4)).targets(), ElementsAre(0, 7, 56, 63));
  EXPECT_THAT(Pattern(PatternKind::kMemory, mesh(4, 4)).targets(), ElementsAre(0, 3, 12, 15));
}

TEST(NocPattern, TransposeSwapsTheHalvesOfTheNumbersBits) {
  const Pattern transpose(PatternKind::kTranspose, mesh(8, 8));
  Random random(1, 1);
  for (int node = 0; node < 64; ++node)
    EXPECT_EQ(transpose.destination(node, random), node % 8 << 3 | node / 8);
  EXPECT_FALSE(Pattern::fits(PatternKind::kTranspose, ring(8)));
  EXPECT_TRUE(Pattern::fits(PatternKind::kTranspose, ring(16)));
}

TEST(NocPattern, ANeighbourIsOneFurtherInEveryDimension) {
  Random random(1, 1);
  EXPECT_EQ(Pattern(PatternKind::kNeighbour, mesh(4, 4)).destination(0, random), 5);
  EXPECT_EQ(Pattern(PatternKind::kNeighbour, mesh(4, 4)).destination(15, random), 0);
  EXPECT_EQ(Pattern(PatternKind::kNeighbour, ring(6)).destination(5, random), 0);
}

TEST(NocPattern, AQuarterOfAllGoesToHotNodes) {
  const Topology grid = mesh(8, 8);
  const Pattern hot(PatternKind::kHotspot, grid);
  double share = 0;
  for (const int node : hot.targets()) share += hot.share(7, node);
  EXPECT_DOUBLE_EQ(share, 0.25);
}

TEST(NocPattern, SharesAreThoseOfTheDestinationsDrawn) {
  const Topology grid = mesh(4, 4);
  for (const PatternKind kind : kAll) {
    const Pattern pattern(kind, grid);
    Random random(3, 5);
    std::vector<double> drawn(16);
    constexpr int kDraws = 40'000;
    for (int i = 0; i < kDraws; ++i)
      drawn[static_cast<std::size_t>(pattern.destination(6, random))] += 1.0 / kDraws;
    double sum = 0;
    for (int node = 0; node < 16; ++node) {
      EXPECT_NEAR(drawn[static_cast<std::size_t>(node)], pattern.share(6, node), 0.01);
      sum += pattern.share(6, node);
    }
    EXPECT_DOUBLE_EQ(sum, 1);
  }
}

TEST(NocRandom, GapsHaveTheMeanOfTheirProbability) {
  Random random(1, 2);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) sum += static_cast<double>(random.gap(0.05));
  EXPECT_NEAR(sum / 100'000, 20, 0.3);
  EXPECT_EQ(random.gap(1), 1);
}

}  // namespace
}  // namespace tessera::noc
