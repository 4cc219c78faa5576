#include "workloads/lowering/grid/gemm.h"

#include <gtest/gtest.h>

#include <array>

#include "sim/core/diagnostics.h"
#include "tests/workloads/lowering/grid/grid_fixture.h"

namespace tessera::grid {
namespace {

using Shape = std::array<std::int64_t, 3>;

const std::vector<Shape> kShapes{{1, 4096, 4096}, {7, 100, 36},       {64, 1024, 8192},
                                 {300, 300, 300}, {4096, 4096, 4096}, {129, 257, 65},
                                 {1, 1, 1},       {8192, 128, 16384}};

GemmTiling tiling_of(const FusedOperator& fused, const ChipSpec& chip) {
  return best_tiling(gemm_problem(fused, chip, generic_library().gemm), chip,
                     generic_library().gemm);
}

TEST(GridGemm, UsefulMultipliesAreExactlyThoseOfTheProduct) {
  for (const auto& [m, n, k] : kShapes) {
    const auto kernels = lower_to_grid(gemm_operator(m, n, k), block_chip(), generic_library());
    EXPECT_EQ(totals_of(kernels[0]).useful_macs, m * n * k);
    EXPECT_GE(totals_of(kernels[0]).padded_macs, m * n * k);
  }
}

TEST(GridGemm, BatchedProductsAreAllDone) {
  const auto kernels =
      lower_to_grid(gemm_operator(100, 60, 50, 12), block_chip(), generic_library());
  EXPECT_EQ(totals_of(kernels[0]).useful_macs, 12 * 100 * 60 * 50);
}

TEST(GridGemm, OneWeightForAllOfTheBatchMakesOneTallProduct) {
  FusedOperator fused = gemm_operator(1, 512, 256);
  fused.gemm = GemmShape{64, 1, 512, 256, true};
  fused.reads[0] = operand(0, 64, 256);
  fused.writes[0] = operand(2, 64, 512);
  EXPECT_EQ(gemm_problem(fused, block_chip(), generic_library().gemm).m, 64);
}

TEST(GridGemm, MemorySeesEveryOperandAtLeastOnce) {
  for (const auto& [m, n, k] : kShapes) {
    const FusedOperator fused = gemm_operator(m, n, k);
    const KernelTotals totals = totals_of(lower_to_grid(fused, block_chip(), generic_library())[0]);
    const auto unique = static_cast<double>((fused.reads[0].bytes + fused.reads[1].bytes).count());
    EXPECT_GE(totals.missed, unique * 0.999999);
    EXPECT_GE(totals.loaded, totals.missed);
  }
}

TEST(GridGemm, OperandsThatFitTheSharedBufferAreReadOnce) {
  const FusedOperator fused = gemm_operator(2048, 2048, 2048);
  const KernelTotals totals = totals_of(lower_to_grid(fused, block_chip(), generic_library())[0]);
  EXPECT_NEAR(totals.missed, 2 * 2048 * 2048 * 2, 1);
}

TEST(GridGemm, OperandsThatDoNotFitTheSharedBufferAreReadAgain) {
  const FusedOperator fused = gemm_operator(32768, 32768, 8192);
  const KernelTotals totals = totals_of(lower_to_grid(fused, block_chip(), generic_library())[0]);
  EXPECT_GT(totals.missed, 1.5 * 2 * 32768 * 8192 * 2);
}

TEST(GridGemm, WhatIsAlreadyInTheSharedBufferDoesNotComeFromMemory) {
  FusedOperator fused = gemm_operator(512, 512, 512);
  fused.reads[0].shared_buffer_hit = 1;
  const KernelTotals totals = totals_of(lower_to_grid(fused, block_chip(), generic_library())[0]);
  EXPECT_NEAR(totals.missed, 512 * 512 * 2, 1);
}

TEST(GridGemm, WhereTheNetworkMulticastsNeighboursLoadAnOperandOnce) {
  ChipSpec chip = block_chip();
  const FusedOperator fused = gemm_operator(4096, 4096, 4096);
  const KernelTotals alone = totals_of(lower_to_grid(fused, chip, generic_library())[0]);
  chip.network.multicast_cores = 4;
  const KernelTotals shared = totals_of(lower_to_grid(fused, chip, generic_library())[0]);
  EXPECT_LE(shared.shared, 0.8 * alone.shared);
  EXPECT_NEAR(shared.missed, alone.missed, 1);
}

TEST(GridGemm, OutputsAreStoredOnce) {
  for (const auto& [m, n, k] : kShapes) {
    const auto kernels = lower_to_grid(gemm_operator(m, n, k), block_chip(), generic_library());
    EXPECT_NEAR(totals_of(kernels.back()).stored, static_cast<double>(m * n * 2),
                static_cast<double>(totals_of(kernels.back()).blocks) * 4);
  }
}

TEST(GridGemm, AllResidentsFitLocalMemory) {
  for (const auto& [m, n, k] : kShapes) {
    for (const Kernel& kernel :
         lower_to_grid(gemm_operator(m, n, k), block_chip(), generic_library())) {
      EXPECT_LE(local_bytes_of(kernel), block_chip().core.local_memory.capacity.count());
    }
  }
}

TEST(GridGemm, FewOutputsAndALongSumAreSplit) {
  EXPECT_GT(tiling_of(gemm_operator(64, 64, 16384), block_chip()).split, 4);
  EXPECT_EQ(tiling_of(gemm_operator(8192, 8192, 4096), block_chip()).split, 1);
}

TEST(GridGemm, ASplitIsSummedByASecondKernel) {
  const auto kernels = lower_to_grid(gemm_operator(64, 64, 16384), block_chip(), generic_library());
  ASSERT_EQ(kernels.size(), 2);
  const KernelTotals product = totals_of(kernels[0]);
  const KernelTotals sum = totals_of(kernels[1]);
  EXPECT_NEAR(sum.loaded, product.stored, product.stored * 0.01);
  EXPECT_NEAR(sum.vector.add_mul, product.stored / 4 - 64 * 64, 1);
}

TEST(GridGemm, PartialSumsGetOneTensorThatHoldsTheLargestOfThem) {
  Program program;
  double largest = 0;
  for (const std::int64_t n : {64, 32, 128}) {
    auto kernels = lower_to_grid(gemm_operator(64, n, 16384), block_chip(), generic_library());
    ASSERT_EQ(kernels.size(), 2);
    largest = std::max(largest, totals_of(kernels[0]).stored);
    place_partial_results(kernels, program);
    for (const Kernel& kernel : kernels) {
      for (const BlockGroup& group : std::get<Grid>(kernel.work).groups) {
        for (const Instruction& instruction : group.body) {
          const auto* transfer = std::get_if<Transfer>(&instruction.operation);
          if (transfer == nullptr) continue;
          EXPECT_NE(transfer->tensor, kPartialResults);
        }
      }
    }
  }
  ASSERT_EQ(program.tensors.size(), 1);
  EXPECT_EQ(static_cast<double>(program.tensors[0].bytes.count()), largest);
}

TEST(GridGemm, NoTilingOfTheLibraryIsMuchCheaperThanTheChosenOne) {
  const ChipSpec chip = block_chip();
  const Rates rates = rates_of(chip);
  for (const auto& [m, n, k] : kShapes) {
    const GemmProblem problem = gemm_problem(gemm_operator(m, n, k), chip, generic_library().gemm);
    GemmTiling tiling = best_tiling(problem, chip, generic_library().gemm);
    const auto cost = [&] {
      return cost_ns(problem, tiling, step_cycles(problem, tiling.m, tiling.n, tiling.k, chip),
                     rates);
    };
    const double chosen = cost();
    for (const std::int64_t side : {32, 64, 128}) {
      tiling.m = tiling.n = side;
      EXPECT_GE(cost() * 1.05, chosen) << m << "," << n << "," << k << " with " << side;
    }
  }
}

TEST(GridGemm, PiecesOfResultsShrinkWhereFurtherOperandsLeaveNoRoomForATile) {
  ChipSpec chip = block_chip();
  GemmProblem problem = gemm_problem(gemm_operator(512, 512, 512), chip, generic_library().gemm);
  EXPECT_EQ(best_tiling(problem, chip, generic_library().gemm).piece_bytes, 16384);
  chip.core.local_memory.capacity = Bytes(64 << 10);
  problem.extra_reads = 3;  // four pieces of 16 KiB would take all of it
  const GemmTiling tiling = best_tiling(problem, chip, generic_library().gemm);
  EXPECT_EQ(tiling.piece_bytes, 8192);
  EXPECT_GE(tiling.stages, 2);
}

TEST(GridGemm, FewRowsTakeSmallTiles) {
  EXPECT_EQ(tiling_of(gemm_operator(1, 4096, 4096), block_chip()).m, 16);
  EXPECT_GE(tiling_of(gemm_operator(8192, 8192, 8192), block_chip()).m, 128);
}

// Little's law: what one row of activations must have in flight to stream the weights.
TEST(GridGemm, OneRowKeepsEnoughBytesInFlightToStreamTheWeights) {
  const ChipSpec chip = block_chip();
  const auto kernels = lower_to_grid(gemm_operator(1, 14336, 4096), chip, generic_library());
  const auto& grid = std::get<Grid>(kernels[0].work);
  const double resident =
      std::min<double>(static_cast<double>(totals_of(kernels[0]).blocks),
                       static_cast<double>(chip.core.count * grid.resident_per_core));
  const LocalBuffer& weights = kernels[0].buffers[1];
  const double in_flight = resident * static_cast<double>(weights.bytes.count() * weights.slots);
  EXPECT_GE(in_flight, to_seconds(chip.memory.latency) * chip.memory.peak_bandwidth.count());
}

TEST(GridGemm, AMenuOfOneStageKeepsOneTileInFlightAndTakesLonger) {
  const ChipSpec chip = block_chip();
  GemmKernels library = generic_library().gemm;
  const GemmProblem problem = gemm_problem(gemm_operator(16, 256, 8192), chip, library);
  const auto cost = [&](const GemmTiling& tiling) {
    return cost_ns(problem, tiling, step_cycles(problem, tiling.m, tiling.n, tiling.k, chip),
                   rates_of(chip));
  };
  const double usual = cost(best_tiling(problem, chip, library));
  library.menus[static_cast<std::size_t>(problem.type)].max_stages = 1;
  const GemmTiling tiling = best_tiling(problem, chip, library);
  EXPECT_EQ(tiling.stages, 1);
  EXPECT_GT(cost(tiling), usual);
}

TEST(GridGemm, FusedVectorWorkIsDoneOnce) {
  FusedOperator fused = gemm_operator(300, 700, 500);
  fused.vector.special = 300 * 700;
  fused.vector.add_mul = 2 * 300 * 700;
  fused.reads.push_back(operand(3, 1, 700));
  fused.reads.push_back(operand(4, 300, 700));
  VectorWork sum;
  double loaded = 0;
  for (const Kernel& kernel : lower_to_grid(fused, block_chip(), generic_library())) {
    sum.special += totals_of(kernel).vector.special;
    loaded += totals_of(kernel).loaded;
  }
  EXPECT_NEAR(sum.special, 300 * 700, 1);
  EXPECT_GE(loaded, (300 * 500 + 500 * 700 + 300 * 700 + 700) * 2);
}

TEST(GridGemm, ALocalMemoryTooSmallForTwoStagesIsNamed) {
  ChipSpec chip = block_chip();
  chip.core.local_memory.capacity = Bytes(2000);
  try {
    lower_to_grid(gemm_operator(512, 512, 512), chip, generic_library());
    FAIL() << "expected InputError";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit);
    EXPECT_NE(std::string(error.what()).find("core.local_memory.capacity_kib"), std::string::npos);
  }
}

TEST(GridGemm, ADepthwiseConvolutionRunsOnTheLanes) {
  FusedOperator fused;
  fused.kind = OperatorKind::kConvolution;
  fused.gemm = GemmShape{96, 56 * 56, 1, 9, false};
  fused.reads = {operand(0, 96, 58 * 58), operand(1, 96, 9)};
  fused.writes = {operand(2, 96, 56 * 56)};
  const auto kernels = lower_to_grid(fused, block_chip(), generic_library());
  ASSERT_EQ(kernels.size(), 1);
  EXPECT_EQ(totals_of(kernels[0]).useful_macs, 0);
  EXPECT_NEAR(totals_of(kernels[0]).vector.add_mul, 96.0 * 56 * 56 * 9, 1);
}

}  // namespace
}  // namespace tessera::grid
