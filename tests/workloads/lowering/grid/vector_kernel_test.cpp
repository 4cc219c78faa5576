#include "workloads/lowering/grid/vector_kernel.h"

#include <gtest/gtest.h>

#include "tests/workloads/lowering/grid/grid_fixture.h"

namespace tessera::grid {
namespace {

FusedOperator rows_operator(OperatorKind kind, std::int64_t rows, std::int64_t columns) {
  FusedOperator fused;
  fused.name = "rows";
  fused.kind = kind;
  fused.vector.add_mul = static_cast<double>(rows * columns);
  fused.reads = {operand(0, rows, columns)};
  fused.writes = {operand(1, rows, columns)};
  return fused;
}

TEST(GridVector, BytesAndWorkAreThoseOfTheOperator) {
  for (const auto& [rows, columns] :
       {std::pair<std::int64_t, std::int64_t>{1, 10}, {1, 4096}, {777, 1000}, {8192, 8192}}) {
    const KernelTotals totals =
        totals_of(vector_kernel(rows_operator(OperatorKind::kElementwise, rows, columns),
                                block_chip(), generic_library().vector));
    const auto bytes = static_cast<double>(rows * columns * 2);
    EXPECT_GE(totals.loaded, bytes);
    EXPECT_LE(totals.loaded, bytes + static_cast<double>(totals.blocks) * 8);
    EXPECT_GE(totals.stored, bytes);
    EXPECT_NEAR(totals.vector.add_mul, static_cast<double>(rows * columns), 1);
  }
}

TEST(GridVector, LargeOperatorsFillTheChipOnce) {
  const Kernel kernel = vector_kernel(rows_operator(OperatorKind::kElementwise, 8192, 8192),
                                      block_chip(), generic_library().vector);
  EXPECT_EQ(totals_of(kernel).blocks,
            block_chip().core.count * std::get<Grid>(kernel.work).resident_per_core);
  EXPECT_LE(local_bytes_of(kernel), block_chip().core.local_memory.capacity.count());
}

TEST(GridVector, ARowOfANormIsNotDivided) {
  EXPECT_EQ(totals_of(vector_kernel(rows_operator(OperatorKind::kNorm, 1, 8192), block_chip(),
                                    generic_library().vector))
                .blocks,
            1);
  EXPECT_EQ(totals_of(vector_kernel(rows_operator(OperatorKind::kNorm, 100, 8192), block_chip(),
                                    generic_library().vector))
                .blocks,
            100);
}

}  // namespace
}  // namespace tessera::grid
