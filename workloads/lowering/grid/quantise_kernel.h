// Kernels that quantise an activation in front of a product: serving stacks look for the largest
// value first, turn it into a scale, then convert.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// As many kernels as the library has for the type of writes[0]; none where the operator before
// writes that type itself. The first ones read little (scales, flags), `passes` of them read the
// whole activation, the last of these writes it.
std::vector<Kernel> quantise_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                     const KernelLibrary& library);

}  // namespace tessera::grid
