#include "workloads/lowering/grid/quantise_kernel.h"

#include <algorithm>

#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

// Scales and flags of a tensor: one access.
constexpr Bytes kScales{32};

double elements_of(const Operand& operand) {
  return static_cast<double>(operand.bytes.count()) * 8 / bits_of(operand.type);
}

Kernel scales_kernel(FusedOperator fused, const ChipSpec& chip, const VectorKernels& library) {
  fused.reads[0].bytes = std::min(fused.reads[0].bytes, kScales);
  fused.reads[0].rows = 1;
  fused.writes.clear();
  fused.vector = {};
  return vector_kernel(fused, chip, library);
}

}  // namespace

std::vector<Kernel> quantise_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                     const KernelLibrary& library) {
  const QuantiseKernels& rule = library.quantise[static_cast<std::size_t>(fused.writes[0].type)];
  std::vector<Kernel> kernels;
  for (std::int64_t i = rule.passes; i < rule.kernels; ++i)
    kernels.push_back(scales_kernel(fused, chip, library.vector));
  FusedOperator pass = fused;
  pass.vector = {.add_mul = rule.operations * elements_of(fused.reads[0])};
  for (std::int64_t i = 1; i <= rule.passes; ++i) {
    if (i > 1) pass.reads[0].shared_buffer_hit = fused.writes[0].shared_buffer_hit;
    pass.writes.clear();
    if (i == rule.passes) pass.writes = fused.writes;
    kernels.push_back(vector_kernel(pass, chip, library.vector));
  }
  return kernels;
}

}  // namespace tessera::grid
