// Work without matrix products (norms, softmax, element-wise, moves, the sums of a split) as thread
// blocks.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// Every block takes an equal share and walks it in pieces as the library's form of the operator
// says; blocks fill the chip once. What must stay whole (the rows of a norm, a softmax) is not
// divided: few rows keep few cores busy. A form may give each row a block of its own, in waves.
Kernel vector_kernel(const FusedOperator& fused, const ChipSpec& chip,
                     const VectorKernels& library);

// The same with less to set up than a matrix kernel has: the library's share of the chip's launch,
// and for each block a short start-up and what its rows take beside their pieces.
Kernel light_kernel(const FusedOperator& fused, const ChipSpec& chip, const VectorKernels& library);

}  // namespace tessera::grid
