// Tokens of every sequence spread over chips: what passes between them around attention.
#pragma once

#include <cstdint>

#include "workloads/graph.pb.h"

namespace tessera {

// A prompt: every chip has an equal part of the new tokens, one piece from the front and one from
// the back of the sequence, so that all see equally many keys (Dubey et al., The Llama 3 Herd of
// Models, arXiv:2407.21783, section 3.3.2). In front of each attention the chips gather one
// another's new keys and values (of latent attention, latents).
// `chips_per_node`: of them that are in one machine, 0: all. Throws InputError(kUnsupported) where
// states pass from token to token: a chip would wait for those before it.
proto::Graph context_parallel_prompt(const proto::Graph& graph, std::int64_t chips,
                                     std::int64_t chips_per_node);

// A step: every chip has a part of the cached tokens, attends to it with the queries of all heads,
// and the parts of the results are added up, weighted by their sums of exponents.
proto::Graph context_parallel_step(const proto::Graph& graph, std::int64_t chips,
                                   std::int64_t chips_per_node);

}  // namespace tessera
