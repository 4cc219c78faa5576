// Work without matrix products (norms, softmax, element-wise, moves, the sums of a split) as thread
// blocks.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// Every block takes an equal share and walks it in pieces of 16 bytes per thread, the next piece
// loading while one is worked on. Blocks fill the chip once. What must stay whole (the rows of a
// norm, a softmax) is not divided: few rows keep few cores busy.
Kernel vector_kernel(const FusedOperator& fused, const ChipSpec& chip,
                     const VectorKernels& library);

}  // namespace tessera::grid
