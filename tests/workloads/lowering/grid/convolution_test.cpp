#include "workloads/lowering/grid/convolution.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/workloads/lowering/grid/grid_fixture.h"

namespace tessera::grid {
namespace {

// Images of 56 x 56, padded so that they keep their size.
FusedOperator convolution(std::int64_t images, std::int64_t channels, std::int64_t filters,
                          std::int64_t window) {
  FusedOperator fused;
  fused.name = "conv";
  fused.kind = OperatorKind::kConvolution;
  fused.gemm = GemmShape{1, images * 56 * 56, filters, channels * window * window, true};
  fused.reads = {operand(0, images * channels * 56, 56),
                 operand(1, filters, channels * window * window)};
  fused.writes = {operand(2, images * filters * 56, 56)};
  fused.window = ConvolutionWindow{.images = images,
                                   .input_rows = 56,
                                   .output_rows = 56,
                                   .output_columns = 56,
                                   .window = window,
                                   .stride = 1,
                                   .window_columns = window};
  return fused;
}

KernelLibrary library_with(const ConvolutionKernels::Rule& rule) {
  KernelLibrary library = generic_library();
  library.convolution.rules.fill(rule);
  return library;
}

std::int64_t macs_of(const FusedOperator& fused, const KernelLibrary& library) {
  std::int64_t macs = 0;
  ChipSpec chip = block_chip();
  chip.core.matrix_unit->rates[static_cast<std::size_t>(DataType::kFp32)] = {0.1, 0.9};
  for (const Kernel& kernel : convolution_kernels(fused, chip, library))
    macs += totals_of(kernel).useful_macs;
  return macs;
}

const Matmul* first_product(const std::vector<Instruction>& body) {
  for (const Instruction& instruction : body) {
    if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) return matmul;
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation))
      if (const Matmul* inside = first_product(repeat->body)) return inside;
  }
  return nullptr;
}

TEST(GridConvolution, WinogradMultipliesTwoAndAQuarterTimesLess) {
  const FusedOperator fused = convolution(32, 256, 256, 3);
  EXPECT_EQ(macs_of(fused, library_with({})), fused.gemm->macs());
  EXPECT_EQ(macs_of(fused, library_with({.winograd = true})), fused.gemm->macs() * 4 / 9);
}

TEST(GridConvolution, WinogradServesThreeByThreeOfEnoughChannelsOnly) {
  for (const FusedOperator& fused : {convolution(32, 256, 256, 5), convolution(32, 8, 256, 3)})
    EXPECT_EQ(macs_of(fused, library_with({.winograd = true})), fused.gemm->macs());
}

TEST(GridConvolution, ChannelsArePaddedToWhatTheKernelsLoad) {
  EXPECT_EQ(macs_of(convolution(8, 12, 64, 3), library_with({.channel_multiple = 8})),
            macs_of(convolution(8, 16, 64, 3), library_with({})));
}

TEST(GridConvolution, TooFewChannelsForTheMatrixKernelsAreMultipliedByTheLanes) {
  ChipSpec chip = block_chip();
  chip.core.matrix_unit->rates[static_cast<std::size_t>(DataType::kFp32)] = {0.1, 0.9};
  const auto kernels =
      convolution_kernels(convolution(8, 3, 64, 3), chip, library_with({.least_channels = 8}));
  EXPECT_EQ(first_product(std::get<Grid>(kernels[0].work).groups[0].body)->type, DataType::kFp32);
}

TEST(GridConvolution, TilesThatFewChannelsLeaveEmptyArePaidOnTheLanesToo) {
  ConvolutionKernels::Rule rule{.least_channels = 8};
  rule.menu = GemmMenu{.tile_rows = {128}, .tile_columns = {128}};
  EXPECT_EQ(macs_of(convolution(8, 3, 32, 3), library_with(rule)),
            macs_of(convolution(8, 8, 128, 3), library_with({})));
}

TEST(GridConvolution, StepsOfKAreThoseOfTheLibrarysConvolutions) {
  KernelLibrary library = library_with({});
  library.convolution.k_step_bytes = 32;
  const auto kernels = convolution_kernels(convolution(32, 64, 64, 3), block_chip(), library);
  EXPECT_EQ(first_product(std::get<Grid>(kernels[0].work).groups[0].body)->k, 16);  // of 2 bytes
}

using Clocks = std::vector<std::optional<std::int64_t>>;

// The launches of the kernels of a convolution by Winograd's algorithm: transform, products.
Clocks launches(Timing timing, std::int64_t call_cycles) {
  FusedOperator fused = convolution(32, 256, 256, 3);
  fused.timing = timing;
  Clocks clocks;
  for (const Kernel& kernel : convolution_kernels(
           fused, block_chip(), library_with({.winograd = true, .call_cycles = call_cycles})))
    clocks.push_back(std::get<Grid>(kernel.work).launch_clocks);
  return clocks;
}

TEST(GridConvolution, ACallFromTheHostIsWaitedForOnceAndHoldsTheChipsLaunch) {
  const Clocks call{12000, 0}, chip{3600, 0};  // 2 us at 1.8 GHz
  EXPECT_EQ(launches(Timing::kLoop, 12000), call);
  EXPECT_EQ(launches(Timing::kLoop, 100), chip);
}

TEST(GridConvolution, EveryKernelOfAGraphIsLaunched) {
  const auto clocks = launches(Timing::kGraph, 12000);
  ASSERT_EQ(clocks.size(), 2);
  EXPECT_GT(clocks[0].value_or(3600), 0);
  EXPECT_GT(clocks[1].value_or(3600), 0);
}

}  // namespace
}  // namespace tessera::grid
