#include "workloads/import/huggingface/layer_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace tessera {
namespace {

std::vector<LayerShape> layers(const std::string& kinds) {
  std::vector<LayerShape> result;
  for (const char kind : kinds) result.emplace_back().kind = std::string(1, kind);
  return result;
}

using Runs = std::vector<LayerRun>;

TEST(LayerPattern, IsOneRunWhereAllAreAlike) {
  EXPECT_EQ(runs_of(layers("aaaaa")), (Runs{{0, 1, 5}}));
}

TEST(LayerPattern, TakesPairsThatAlternateTogether) {
  EXPECT_EQ(runs_of(layers("ababab")), (Runs{{0, 2, 3}}));
}

TEST(LayerPattern, TakesTheFirstOnesApartWhereTheyAreOthers) {
  EXPECT_EQ(runs_of(layers("dddeeee")), (Runs{{0, 1, 3}, {3, 1, 4}}));
}

TEST(LayerPattern, LeavesWhatAPeriodDoesNotCover) {
  EXPECT_EQ(runs_of(layers("aabaabaab"
                           "a")),
            (Runs{{0, 3, 3}, {9, 1, 1}}));
}

TEST(LayerPattern, CoversEveryLayerOnce) {
  const std::vector<LayerShape> all = layers("mmmamamammmamamabbb");
  std::size_t next = 0;
  for (const LayerRun& run : runs_of(all)) {
    EXPECT_EQ(run.first, next);
    next += run.period * static_cast<std::size_t>(run.repeat);
  }
  EXPECT_EQ(next, all.size());
}

}  // namespace
}  // namespace tessera
