#include "sim/app/sweep/store/table.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::IsNan;

// Bytes, in the heap and mapped beside it.
std::size_t allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(Table, SaysWhatTheStoreHasOfEveryPoint) {
  MadeUpSweep sweep(kTwoByThree +
                    "constraint: \"batch < 2 OR bandwidth > 0.5\" constraint: \"latency_us < 9\"");
  sweep.put(0, {{"latency_us", 8}}, "vector");
  sweep.put(1, {{"latency_us", 10}});
  sweep.fail(2, 5, "does not fit");
  const Table table = sweep.table();
  EXPECT_EQ(table.state(0), PointState::kFeasible);
  EXPECT_EQ(table.figure(0, place("latency_us")), 8);
  EXPECT_THAT(table.figure(0, place("energy_mj")), IsNan());
  EXPECT_EQ(table.limiter(0), "vector");
  EXPECT_EQ(table.state(1), PointState::kRefused);
  EXPECT_EQ(table.state(2), PointState::kFailed);
  EXPECT_EQ(table.exit_code(2), 5);
  EXPECT_EQ(table.message(2), "does not fit");
  EXPECT_THAT(table.figure(2, place("latency_us")), IsNan());
  EXPECT_EQ(table.state(3), PointState::kExcluded);
  EXPECT_EQ(table.state(4), PointState::kMissing);
  EXPECT_EQ(table.count(PointState::kMissing), 2U);
}

TEST(Table, ShowsPointsOfTheSameAddressAlike) {
  MadeUpSweep sweep(kMadeUpBase + "axis { field: \"batch\" number: [3, 3] }");
  sweep.put(0, {{"latency_us", 8}});
  EXPECT_EQ(sweep.table().figure(1, place("latency_us")), 8);
}

TEST(Table, OfManyPointsTakesFewBytesForEach) {
  MadeUpSweep sweep(
      kMadeUpBase +
      "axis { field: \"memory.bandwidth_scale\" range { from: 1 to: 2 count: 5000 } }");
  for (std::size_t i = 0; i < 5000; ++i)
    sweep.put(i, {{"latency_us", 1.0 + static_cast<double>(i)}});
  const std::size_t before = allocated();
  const Table table = sweep.table();
  const double bytes = static_cast<double>(allocated() - before) / 5000;
  EXPECT_GT(bytes, 8.0 * static_cast<double>(sweep_metrics().size()));  // it was measured
  EXPECT_LT(bytes, 500);                                                // 100 000 points: 50 MB
  EXPECT_EQ(table.figure(4999, place("latency_us")), 5000);
}

}  // namespace
}  // namespace tessera::sweep
