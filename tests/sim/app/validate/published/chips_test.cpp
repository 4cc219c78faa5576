// Half a package is one of its dies.
#include "sim/app/validate/published/chips.h"

#include <gtest/gtest.h>

namespace tessera::validation::published {
namespace {

Row of(const std::string& chip, double share) {
  Row row;
  row.chip = chip;
  row.chips = share;
  return row;
}

TEST(PublishedChips, HalfAPackageOfTwoDiesIsOneDie) {
  Chips chips({}, false);
  const ChipSpec& package = *chips.of(of("Google TPU7x Ironwood", 1)).spec;
  const ChipSpec& die = *chips.of(of("Google TPU7x Ironwood", 0.5)).spec;
  EXPECT_EQ(std::get<HierarchicalSpec>(package.network.kind).groups, 2);
  EXPECT_EQ(std::get<HierarchicalSpec>(die.network.kind).groups, 1);
  EXPECT_EQ(package.core.count, 2);
  EXPECT_EQ(die.core.count, 1);
}

TEST(PublishedChips, AnEighthOfTwoDiesIsAPartOfOne) {
  Chips chips({}, false);
  const ChipSpec& part = *chips.of(of("NVIDIA B200 SXM", 0.125)).spec;
  EXPECT_EQ(std::get<HierarchicalSpec>(part.network.kind).groups, 1);
  EXPECT_EQ(std::get<HierarchicalSpec>(part.network.kind).trunk_share, 0);
}

}  // namespace
}  // namespace tessera::validation::published
