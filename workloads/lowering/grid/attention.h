// Attention as thread blocks that never write the scores: a block keeps a tile of queries, walks
// the keys and values, and stores its rows of the output once.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

// Many queries: a block per sequence, head and tile of queries, the longest first. Few queries: a
// block per sequence and head, or more, each with a part of the keys, and a kernel that combines
// the parts:
//   parts = clip(floor(2 cores / (batch x heads)), 1, ceil(keys / 256))
// Grouped heads share a block as far as its rows reach. New keys and values are appended to the
// cache by a kernel before, where the operator writes them.
std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const KernelLibrary& library);

}  // namespace tessera::grid
