#include "workloads/lowering/grid/convolution.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

// F(2x2, 3x3): a tile of 4 x 4 inputs gives 2 x 2 outputs by 16 products.
constexpr std::int64_t kTaps = 3, kOutputs = 2, kProducts = 16;
// Additions of the transforms (Lavin and Gray 2016): 32 per tile of inputs, 24 per tile of outputs,
// 28 per window.
constexpr double kInputAdditions = 32, kOutputAdditions = 24, kWindowAdditions = 28;

// One output column per product: no reuse for a matrix unit, so the lanes multiply (vendor
// libraries do the same for depthwise convolutions).
bool is_depthwise(const FusedOperator& fused) {
  return fused.gemm->batch > 1 && fused.gemm->n == 1;
}

std::int64_t padded(std::int64_t size, std::int64_t multiple) {
  return ceil_divide(size, multiple) * multiple;
}

std::int64_t taps_of(const ConvolutionWindow& window) {
  return window.window * window.window_columns;
}

FusedOperator with_padded_channels(FusedOperator fused, std::int64_t multiple) {
  const std::int64_t taps = taps_of(*fused.window);
  fused.gemm->k = padded(fused.gemm->k / taps, multiple) * taps;
  fused.gemm->n = padded(fused.gemm->n, multiple);
  return fused;
}

// Its loads still take as many channels as a load of the matrix kernels has at least, and its tiles
// are theirs.
FusedOperator on_lanes(const FusedOperator& fused, const ConvolutionKernels::Rule& rule) {
  FusedOperator lanes = fused;
  const std::int64_t taps = taps_of(*fused.window);
  lanes.gemm->k = padded(fused.gemm->k / taps, rule.least_channels) * taps;
  if (rule.menu) lanes.gemm->n = padded(fused.gemm->n, rule.menu->tile_columns.front());
  lanes.matrix_type = DataType::kFp32;
  return lanes;
}

bool winograd_serves(const FusedOperator& fused, const ConvolutionKernels& library) {
  const ConvolutionWindow& window = *fused.window;
  return library.rule(fused.matrix_type).winograd && fused.gemm->batch == 1 &&
         window.window == kTaps && window.window_columns == kTaps && window.stride == 1 &&
         fused.gemm->k / taps_of(window) >= library.winograd_least_channels;
}

// The 16 products, transforms of inputs and outputs in the same kernel.
FusedOperator winograd(const FusedOperator& fused) {
  const ConvolutionWindow& window = *fused.window;
  const std::int64_t channels = fused.gemm->k / taps_of(window);
  const std::int64_t filters = fused.gemm->n;
  const std::int64_t tiles = window.images * ceil_divide(window.output_rows, kOutputs) *
                             ceil_divide(window.output_columns, kOutputs);
  FusedOperator products = fused;
  products.gemm = {kProducts, tiles, filters, channels, false};
  products.window.reset();
  products.vector.add_mul +=
      static_cast<double>(tiles) * (kInputAdditions * static_cast<double>(channels) +
                                    kOutputAdditions * static_cast<double>(filters));
  Operand& weights = products.reads[1];
  weights.bytes = Bytes(ceil_divide(weights.bytes.count() * kProducts, kTaps * kTaps));
  return products;
}

FusedOperator transformed_weights(const FusedOperator& fused, const FusedOperator& products) {
  FusedOperator transform;
  transform.op = fused.op;
  transform.name = fused.name + ".weights";
  transform.timing = fused.timing;
  transform.function = "winograd_weights";
  transform.reads = {fused.reads[1]};
  transform.writes = {products.reads[1]};
  transform.writes[0].tensor = kPartialResults;
  transform.vector.add_mul =
      kWindowAdditions * static_cast<double>(products.gemm->n * products.gemm->k);
  return transform;
}

double cost_of(const FusedOperator& fused, const ChipSpec& chip, const GemmKernels& library) {
  const GemmProblem problem = gemm_problem(fused, chip, library);
  const GemmTiling tiling = best_tiling(problem, chip, library);
  return cost_ns(problem, tiling,
                 step_cycles(problem, tiling.swapped ? tiling.n : tiling.m,
                             tiling.swapped ? tiling.m : tiling.n, tiling.k, chip),
                 rates_of(chip));
}

// The library with the menu that `rule` gives kernels that multiply `type`, at `share` of its rate.
KernelLibrary with_menu(const KernelLibrary& library, const ConvolutionKernels::Rule& rule,
                        DataType type, double share) {
  KernelLibrary own = library;
  GemmMenu& menu = own.gemm.menus[static_cast<std::size_t>(type)];
  menu = rule.menu.value_or(menu);
  menu.issue_share *= share;
  own.gemm.k_step_bytes = library.convolution.k_step_bytes.value_or(own.gemm.k_step_bytes);
  return own;
}

// A call from the host prepares before it launches; a graph was prepared once, and a profiler does
// not see it. What a chip's launch has of a call is in it: its kernels are queued one after the
// other, and only the first of them is waited for.
void add_call(std::vector<Kernel>& kernels, const FusedOperator& fused, const ChipSpec& chip,
              const ConvolutionKernels::Rule& rule) {
  if (fused.timing == Timing::kGraph || fused.timing == Timing::kProfiler) return;
  const double launch =
      to_seconds(chip.control.blocks->launch) * static_cast<double>(chip.core.clock.count());
  for (Kernel& kernel : kernels) std::get<Grid>(kernel.work).launch_clocks = 0;
  std::get<Grid>(kernels.front().work).launch_clocks =
      std::max<std::int64_t>(std::llround(launch), rule.call_cycles);
}

// By the cheaper of the algorithms on the matrix units.
std::vector<Kernel> on_matrix_units(const FusedOperator& fused, const ChipSpec& chip,
                                    const KernelLibrary& library) {
  const ConvolutionKernels::Rule& rule = library.convolution.rule(fused.matrix_type);
  const double share = taps_of(*fused.window) > 1 ? rule.window_share : 1;
  const KernelLibrary direct = with_menu(library, rule, fused.matrix_type, share);
  const FusedOperator view = with_padded_channels(fused, rule.channel_multiple);
  if (!winograd_serves(fused, library.convolution)) return gemm_kernels(view, chip, direct);
  const KernelLibrary fast = with_menu(library, rule, fused.matrix_type, rule.winograd_share);
  const FusedOperator products = winograd(fused);
  if (cost_of(view, chip, direct.gemm) <= cost_of(products, chip, fast.gemm))
    return gemm_kernels(view, chip, direct);
  std::vector<Kernel> kernels{
      light_kernel(transformed_weights(fused, products), chip, library.vector)};
  for (Kernel& kernel : gemm_kernels(products, chip, fast)) kernels.push_back(std::move(kernel));
  return kernels;
}

}  // namespace

std::vector<Kernel> convolution_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                        const KernelLibrary& library) {
  if (is_depthwise(fused)) {
    FusedOperator lanes = fused;
    lanes.vector.add_mul += static_cast<double>(fused.gemm->macs());
    return {light_kernel(lanes, chip, library.vector)};
  }
  if (!fused.window) return gemm_kernels(fused, chip, library);
  const ConvolutionKernels::Rule& rule = library.convolution.rule(fused.matrix_type);
  const bool few = fused.gemm->k / taps_of(*fused.window) < rule.least_channels;
  std::vector<Kernel> kernels =
      few ? gemm_kernels(on_lanes(fused, rule), chip, with_menu(library, rule, DataType::kFp32, 1))
          : on_matrix_units(fused, chip, library);
  add_call(kernels, fused, chip, rule);
  return kernels;
}

}  // namespace tessera::grid
