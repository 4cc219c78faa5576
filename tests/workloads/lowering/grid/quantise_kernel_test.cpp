#include "workloads/lowering/grid/quantise_kernel.h"

#include <gtest/gtest.h>

#include "tests/workloads/lowering/grid/grid_fixture.h"

namespace tessera::grid {
namespace {

constexpr std::int64_t kRows = 512, kColumns = 4096;

FusedOperator quantise_operator() {
  FusedOperator fused;
  fused.name = "quantise";
  fused.quantises = true;
  fused.reads = {operand(0, kRows, kColumns)};
  fused.writes = {operand(1, kRows, kColumns, DataType::kFp8)};
  return fused;
}

std::vector<Kernel> kernels_with(const QuantiseKernels& rule) {
  KernelLibrary library;
  library.quantise[static_cast<std::size_t>(DataType::kFp8)] = rule;
  return quantise_kernels(quantise_operator(), block_chip(), library);
}

TEST(QuantiseKernels, AreAsManyAsTheLibrarySays) {
  EXPECT_EQ(kernels_with({.kernels = 0, .passes = 0}).size(), 0U);
  EXPECT_EQ(kernels_with({.kernels = 3, .passes = 2}).size(), 3U);
}

TEST(QuantiseKernels, EveryPassReadsTheActivationAndTheLastOneWritesIt) {
  const std::vector<Kernel> kernels = kernels_with({.kernels = 3, .passes = 2});
  const double bytes = kRows * kColumns * 2;
  EXPECT_LE(totals_of(kernels[0]).loaded, 1024);
  EXPECT_NEAR(totals_of(kernels[1]).loaded, bytes, bytes / 100);
  EXPECT_EQ(totals_of(kernels[1]).stored, 0);
  EXPECT_NEAR(totals_of(kernels[2]).loaded, bytes, bytes / 100);
  EXPECT_NEAR(totals_of(kernels[2]).stored, bytes / 2, bytes / 100);
}

TEST(QuantiseKernels, TheLanesWorkAsLongAsTheLibrarySays) {
  const std::vector<Kernel> kernels = kernels_with({.kernels = 1, .passes = 1, .operations = 26});
  EXPECT_NEAR(totals_of(kernels[0]).vector.add_mul, 26.0 * kRows * kColumns, 1);
}

}  // namespace
}  // namespace tessera::grid
