#include "workloads/lowering/grid/moe.h"

#include <gtest/gtest.h>

#include "tests/workloads/lowering/grid/grid_fixture.h"
#include "workloads/lowering/routing.h"

namespace tessera::grid {
namespace {

// 64 experts of 256, two for each token of 1024.
FusedOperator mixture(std::int64_t tokens, DataType type = DataType::kBf16) {
  FusedOperator fused;
  fused.name = "moe";
  fused.kind = OperatorKind::kMoe;
  fused.moe = MoeShape{.tokens = tokens, .hidden = 1024, .inter = 256, .experts = 64, .topk = 2};
  fused.matrix_type = type;
  fused.reads = {operand(0, tokens, 1024), operand(1, tokens, 64), operand(2, 64 * 512, 1024, type),
                 operand(3, 64 * 1024, 256, type)};
  fused.writes = {operand(4, tokens, 1024)};
  route(fused, {});
  return fused;
}

KernelTotals all_of(const std::vector<Kernel>& kernels) {
  KernelTotals sum;
  for (const Kernel& kernel : kernels) {
    const KernelTotals totals = totals_of(kernel);
    sum.useful_macs += totals.useful_macs;
    sum.padded_macs += totals.padded_macs;
    sum.missed += totals.missed;
  }
  return sum;
}

TEST(GridMoe, EveryRowOfEveryExpertIsMultiplied) {
  for (const std::int64_t tokens : {1, 32, 4096}) {
    const FusedOperator fused = mixture(tokens);
    const KernelTotals totals = all_of(moe_kernels(fused, block_chip(), generic_library()));
    EXPECT_EQ(totals.useful_macs, fused.moe->macs());
  }
}

TEST(GridMoe, WeightsOfChosenExpertsLeaveMemoryOnce) {
  const FusedOperator fused = mixture(32);
  const double weights = 64.0 * (512 * 1024 + 1024 * 256) * 2;
  const KernelTotals totals = all_of(moe_kernels(fused, block_chip(), generic_library()));
  EXPECT_GE(totals.missed, weights);
  EXPECT_LE(totals.missed, 1.05 * weights);
}

TEST(GridMoe, FewRowsOfAnExpertCostAWholeTile) {
  const KernelTotals totals = all_of(moe_kernels(mixture(32), block_chip(), generic_library()));
  EXPECT_EQ(totals.padded_macs, 16 * totals.useful_macs);
}

TEST(GridMoe, NarrowOperandsAreQuantisedInKernelsOfTheirOwnUnlessTheLibraryFusesThat) {
  KernelLibrary library = generic_library();
  const std::size_t wide = moe_kernels(mixture(32), block_chip(), library).size();
  const FusedOperator narrow = mixture(32, DataType::kFp8);
  EXPECT_EQ(moe_kernels(narrow, block_chip(), library).size(), wide + 2);
  library.moe.quantises_apart = false;
  EXPECT_EQ(moe_kernels(narrow, block_chip(), library).size(), wide);
}

TEST(GridMoe, RoutingIsARowOfSmallKernels) {
  KernelLibrary library = generic_library();
  const std::size_t before = moe_kernels(mixture(32), block_chip(), library).size();
  library.moe.routing_kernels += 3;
  EXPECT_EQ(moe_kernels(mixture(32), block_chip(), library).size(), before + 3);
}

}  // namespace
}  // namespace tessera::grid
