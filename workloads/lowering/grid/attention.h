// Attention as thread blocks that never write the scores: a block keeps a tile of queries, walks
// the keys and values, and stores its rows of the output once.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/grid/attention_block.h"

namespace tessera::grid {

// New keys and values are appended to the cache by a kernel before, where the operator writes them;
// then the kernels of many queries (`prefill`) or of few (`decode`).
std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const KernelLibrary& library);

// A block per sequence, head (or group of heads) and tile of queries: head by head, its tiles
// ascending, as their grids count blocks.
Kernel prefill(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library,
               const AttentionKernel& form);

// A block per sequence and head, or more, each with a part of the keys, and a kernel that combines
// the parts: the shortest parts, of 256 keys at least, of which there are not more than two blocks
// per core. Of equal sequences those are
//   parts = clip(floor(2 cores / (batch x heads)), 1, ceil(keys / 256))
// Grouped heads share a block as far as its rows reach.
std::vector<Kernel> decode(const FusedOperator& fused, const ChipSpec& chip,
                           const KernelLibrary& library, const AttentionKernel& form);

// Parts of both: heads of a group that share a tile of `rows`, the most that fit and divide the
// group; a short tile of queries shrinks to the next power of two.
std::int64_t packed_heads(const AttentionShape& shape, std::int64_t rows);
std::int64_t padded_rows(std::int64_t rows, std::int64_t most, const AttentionKernel& form);

// The kernel's first tile that `rows_at_hand` fill and of which (queries + keys + values) fit local
// memory, else its last; fewer keys a step where that does not fit. Throws InputError(kDoesNotFit)
// where fewer are not enough.
AttentionTile tile_for(const FusedOperator& fused, const ChipSpec& chip,
                       const AttentionKernel& form, std::int64_t rows_at_hand);
AttentionBlocks blocks_that_fit(const FusedOperator& fused, const ChipSpec& chip,
                                const KernelLibrary& library, const AttentionKernel& form,
                                AttentionTile tile, bool partial);

}  // namespace tessera::grid
