#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/convolution.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/moe.h"
#include "workloads/lowering/grid/quantise_kernel.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera {

std::vector<Kernel> lower_to_grid(const FusedOperator& fused, const ChipSpec& chip,
                                  const KernelLibrary& library) {
  if (fused.quantises) return grid::quantise_kernels(fused, chip, library);
  if (fused.kind == OperatorKind::kConvolution)
    return grid::convolution_kernels(fused, chip, library);
  if (fused.gemm) return grid::gemm_kernels(fused, chip, library);
  if (fused.attention) return grid::attention_kernels(fused, chip, library);
  if (fused.moe) return grid::moe_kernels(fused, chip, library);
  return {grid::light_kernel(fused, chip, library.vector)};
}

}  // namespace tessera
