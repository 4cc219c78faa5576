// Convolutions as thread blocks: by which algorithm, and its kernels.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// The cheapest that the library allows for the type:
//  - the product of the im2col view, channels padded to what its kernels load at a time;
//  - Winograd's F(2x2, 3x3): 16 products over a quarter of the positions in place of 9 over all of
//    them (2.25 times fewer multiplications), between transforms on the lanes;
//  - on the lanes, at fp32: fewer channels than the matrix kernels take, and one channel a group.
std::vector<Kernel> convolution_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                        const KernelLibrary& library);

}  // namespace tessera::grid
