// A language model cut over chips that work on the same tokens: the graph that each of them runs.
#pragma once

#include <cstdint>

#include "workloads/graph.pb.h"

namespace tessera {

// Heads and widths that do not divide: a mistake, or every chip gets as many as the one with most,
// the rest of them zeros, as compilers for fixed layouts do (Transformers NeuronX pads heads).
enum class Uneven { kRefuse, kPad };

// Tensor parallelism as Megatron-LM has it (Shoeybi et al., arXiv:1909.08053), found in the graph
// by what feeds what, whatever its nodes are called:
//  - attention keeps heads/n heads, and kv_heads/n of keys and values, at least one (chips then
//    hold the same ones); products that make its inputs lose columns, the product that reads its
//    result loses rows and an all_reduce follows;
//  - latent attention keeps heads/n heads; every chip holds the whole latent cache;
//  - a state space (or linear attention) keeps heads/n heads with their states, and groups/n of
//  keys
//    and queries, at least one;
//  - of every expert of a mixture the first matrix loses columns, the second rows, unless the
//    experts are spread over the chips already; one all_reduce follows for the mixture and the
//    shared experts that are added to it;
//  - of two products with only element-wise work between them the first loses columns, the second
//    rows, and an all_reduce follows;
//  - the product nobody reads puts out a part of the vocabulary, all-gathered; a table with as many
//    rows as the vocabulary is cut likewise, and an all_reduce follows its look-up.
// Everything else each chip does in full. More chips than `chips_per_node` (0: any number) are in
// several machines. One chip: the graph as it is. Throws InputError(kUsage) where heads or widths
// do not divide, InputError(kUnsupported) where the graph has neither attention nor states with
// products around them.
proto::Graph tensor_parallel(const proto::Graph& graph, std::int64_t chips,
                             std::int64_t chips_per_node = 0, Uneven uneven = Uneven::kRefuse);

}  // namespace tessera
