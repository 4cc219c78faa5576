// A mixture of experts as thread blocks: small kernels that sort tokens by expert, and passes over
// memory around two grouped products.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// In order: routing, (copy or quantise the tokens), first product over the chosen experts,
// activation, (quantise), second product, weighted sum. Every expert has the same number of rows,
// padded to tiles; its weights are read once. What a kernel leaves for the next is found in the
// shared buffer where both fit.
std::vector<Kernel> moe_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                const KernelLibrary& library);

}  // namespace tessera::grid
