#include "workloads/import/chakra/stated_work.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tessera {
namespace {

std::int64_t operations_of(const StatedProduct& p) { return 2 * p.m * p.n * p.k; }
std::int64_t bytes_of(const StatedProduct& p) { return 2 * (p.m * p.k + p.k * p.n + p.m * p.n); }

TEST(StatedProduct, FindsTheShapeOfALayerWithFewRowsAgain) {
  for (const StatedProduct& layer : {StatedProduct{1, 14336, 4096}, StatedProduct{16, 8192, 7168},
                                     StatedProduct{1, 128256, 4096}, StatedProduct{512, 4096, 4096},
                                     StatedProduct{4096, 4096, 4096}}) {
    const auto found = stated_product(operations_of(layer), bytes_of(layer));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->m, layer.m);
    EXPECT_EQ(found->n, layer.n);
    EXPECT_EQ(found->k, layer.k);
  }
}

TEST(StatedProduct, HasTheOperationsAndBytesOfManyRowsInAnotherShape) {
  const StatedProduct layer{512, 14336, 4096};
  const auto found = stated_product(operations_of(layer), bytes_of(layer));
  ASSERT_TRUE(found);
  const auto operations = static_cast<double>(operations_of(*found));
  EXPECT_NEAR(operations / static_cast<double>(operations_of(layer)), 1, 0.01);
  EXPECT_NEAR(static_cast<double>(bytes_of(*found)) / static_cast<double>(bytes_of(layer)), 1,
              0.01);
}

TEST(StatedProduct, IsACubeWhereNoProductHasSoFewBytes) {
  const auto found = stated_product(3'000'000'000'000, 1000);
  ASSERT_TRUE(found);
  EXPECT_NEAR(static_cast<double>(operations_of(*found)), 3e12, 3e10);
  EXPECT_EQ(found->n % 64, 0) << "rows are padded";
}

TEST(StatedProduct, IsNoneBelowADotProduct) {
  EXPECT_FALSE(stated_product(49'999, 100'000));
  EXPECT_FALSE(stated_product(0, 100'000));
}

TEST(StatedProduct, IsNoneWhereMemoryDecidesAndNoWholeNumbersHaveTheBytes) {
  EXPECT_FALSE(stated_product(75'000'000, 50'000'000)) << "one and a half rows";
  EXPECT_TRUE(stated_product(100'000'000, 50'100'000)) << "two rows";
}

TEST(StatedLanes, ReadAndWriteTheBytesAndDoTheOperations) {
  for (const std::int64_t operations : {1, 1'000, 40'000, 75'000}) {
    const StatedLanes lanes = stated_lanes(operations, 100'000);
    EXPECT_EQ(lanes.worked_on + lanes.beside + lanes.written, 50'000) << operations;
    EXPECT_NEAR(static_cast<double>(lanes.steps * lanes.worked_on), static_cast<double>(operations),
                1)
        << operations;
    EXPECT_GE(lanes.written, 1);
    EXPECT_GE(lanes.beside, 0);
  }
}

}  // namespace
}  // namespace tessera
