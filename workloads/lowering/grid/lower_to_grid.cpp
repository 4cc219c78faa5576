#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/quantise_kernel.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera {
namespace {

// One output column per product: no reuse for a matrix unit, so the lanes multiply (vendor
// libraries do the same for depthwise convolutions).
bool is_depthwise(const FusedOperator& fused) {
  return fused.kind == OperatorKind::kConvolution && fused.gemm->batch > 1 && fused.gemm->n == 1;
}

}  // namespace

std::vector<Kernel> lower_to_grid(const FusedOperator& fused, const ChipSpec& chip,
                                  const KernelLibrary& library) {
  if (fused.gemm && is_depthwise(fused)) {
    FusedOperator lanes = fused;
    lanes.vector.add_mul += static_cast<double>(fused.gemm->macs());
    return {grid::vector_kernel(lanes, chip, library.vector)};
  }
  if (fused.quantises) return grid::quantise_kernels(fused, chip, library);
  if (fused.gemm) return grid::gemm_kernels(fused, chip, library);
  if (fused.attention) return grid::attention_kernels(fused, chip, library);
  return {grid::vector_kernel(fused, chip, library.vector)};
}

}  // namespace tessera
