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

TEST(GridVector, AFormMayGiveEachRowABlockAndTheLibrarySaysWhatIsInFlight) {
  VectorKernels library = generic_library().vector;
  library.forms["silu_mul"] = {
      .piece_bytes = 2048, .residents = 2, .stages = 1, .row_per_block = true};
  FusedOperator fused = rows_operator(OperatorKind::kElementwise, 3000, 8192);
  fused.function = "silu_mul";
  const Kernel kernel = vector_kernel(fused, block_chip(), library);
  EXPECT_EQ(totals_of(kernel).blocks, 3000);
  EXPECT_EQ(std::get<Grid>(kernel.work).resident_per_core, 2);
  EXPECT_EQ(kernel.buffers[0].bytes, Bytes(2048));
  EXPECT_EQ(kernel.buffers[0].slots, 1);
}

TEST(GridVector, AKernelWithoutProductsStartsSoonerAndSoonerStillByAProfilersClock) {
  VectorKernels library = generic_library().vector;
  library.launch_share = 0.5;
  library.profiled_launch_share = 0.25;
  library.forms["rms"].row_cycles = 1000;
  FusedOperator fused = rows_operator(OperatorKind::kNorm, 10, 8192);
  fused.function = "rms";
  const Grid graph = std::get<Grid>(light_kernel(fused, block_chip(), library).work);
  EXPECT_EQ(graph.launch_clocks, 1800);  // of 2 us at 1.8 GHz
  EXPECT_EQ(graph.start_clocks, library.start_cycles + 1000);
  fused.timing = Timing::kProfiler;
  EXPECT_EQ(std::get<Grid>(light_kernel(fused, block_chip(), library).work).launch_clocks, 900);
}

TEST(GridVector, ACompilersKernelsHaveOneFormWhateverTheyCompute) {
  VectorKernels library = generic_library().vector;
  library.forms["rms"] = {.piece_bytes = 2048, .residents = 2, .row_per_block = true};
  library.forms["compiled"] = {.piece_bytes = 1024, .residents = 3};
  FusedOperator fused = rows_operator(OperatorKind::kNorm, 3000, 8192);
  fused.function = "rms";
  EXPECT_EQ(std::get<Grid>(vector_kernel(fused, block_chip(), library).work).resident_per_core, 2);
  fused.timing = Timing::kCompiled;
  const Kernel kernel = vector_kernel(fused, block_chip(), library);
  EXPECT_EQ(std::get<Grid>(kernel.work).resident_per_core, 3);
  EXPECT_EQ(kernel.buffers[0].bytes, Bytes(1024));
}

}  // namespace
}  // namespace tessera::grid
