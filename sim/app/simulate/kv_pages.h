// The KV cache in pages, as serving engines allocate it (PagedAttention, arXiv:2309.06180): what
// the kernels of a library read for it, and what lies idle in the last page of each sequence.
#pragma once

#include <optional>

#include "sim/app/simulate/batch_lengths.h"
#include "workloads/bound_graph.h"
#include "workloads/kernel_library.h"

namespace tessera {

// Attention of `library` over pages of so many tokens; 0: over a cache in one piece, without
// look-ups, its tiles as the kernels choose them. Throws InputError(kUsage) for a number out of
// range.
void set_kv_page(std::int64_t tokens, KernelLibrary& library);

// Of the last pages of all sequences, what no token fills. `bound` is the graph for `batch`.
Bytes unfilled_bytes(const BoundGraph& bound, const BatchLengths& batch, std::int64_t page_tokens);

}  // namespace tessera
