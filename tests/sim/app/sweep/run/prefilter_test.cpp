// Two levels of detail: near the front in one, found in the other.
#include "sim/app/sweep/run/prefilter.h"

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"

namespace tessera::sweep {
namespace {

using testing::ElementsAre;

TEST(NearFront, WithoutAMarginItIsTheParetoFront) {
  const std::vector<std::vector<double>> values = {{1, 9}, {2, 5}, {3, 6}, {4, 1}, {5, 1}, {2, 5}};
  EXPECT_THAT(near_front(values, {0, 0}), ElementsAre(0, 1, 3, 5));
}

TEST(NearFront, AMarginKeepsWhatIsBeatenByLess) {
  const std::vector<std::vector<double>> values = {{100, 100}, {103, 103}, {110, 110}};
  EXPECT_THAT(near_front(values, {0.05, 0.05}), ElementsAre(0, 1));
}

TEST(RankCorrelation, IsOneForTheSameOrderAndMinusOneForTheReverse) {
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {10, 20, 30, 99}), 1);
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {9, 7, 5, 1}), -1);
}

// Example with ties: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
TEST(RankCorrelation, EqualValuesShareTheirRanks) {
  EXPECT_NEAR(rank_correlation({1, 2, 2, 3}, {1, 2, 3, 4}), 0.9486832980505138, 1e-12);
}

TEST(Prefilter, SimulatesTheFrontOfTheClosedForm) {
  const TemporaryFolder folder;
  Points points(read_spec_text(
      "base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" }\n"
      "axis { field: \"core.count\" number: [1, 2, 4, 8] }\n"
      "axis { field: \"memory.bandwidth_scale\" range { from: 0.25 to: 2 count: 6 } }\n"
      "objective { minimise: \"latency_us\" }\nobjective { minimise: \"energy_mj\" }\n",
      "s.textproto"));
  Store store((folder.path() / "s.sqlite").string(), Access::kWrite);
  const Prefiltered found = run_prefiltered(points, store, {});
  EXPECT_EQ(found.analytic.computed, 24U);
  EXPECT_EQ(found.detailed.computed, found.chosen);
  EXPECT_GE(found.chosen, 1U);
  EXPECT_LT(found.chosen, 24U);
  EXPECT_EQ(found.detailed.left, 0U);
}

TEST(Prefilter, ASweepInClosedFormHasNothingToFilter) {
  const TemporaryFolder folder;
  Points points(
      read_spec_text("base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" detail: "
                     "\"analytic\" }\naxis { field: \"core.count\" number: [1] }\n",
                     "s.textproto"));
  Store store((folder.path() / "s.sqlite").string(), Access::kWrite);
  EXPECT_THROW(run_prefiltered(points, store, {}), InputError);
}

}  // namespace
}  // namespace tessera::sweep
