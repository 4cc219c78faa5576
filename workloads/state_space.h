// A state-space operator as the operators that its kernels are.
#pragma once

#include <functional>
#include <vector>

#include "workloads/operators/operator_node.h"

namespace tessera {

// Adds a tensor to those of the graph and returns its index.
using AddTensor = std::function<int(BoundTensor)>;

// One new token per sequence: one pass over the states. More: a prompt in chunks of L tokens, as
// the kernels of Mamba-2 run it (arXiv:2405.21060, section 7). Products are per chunk and group of
// heads that share keys and queries, W columns of values wide in all:
//   scores   L x L over state_dim   queries with keys of a chunk
//   states   W x state_dim over L   what a chunk adds to the state
//   passing  element by element     from chunk to chunk
//   inner    L x W over L           of the chunk's own tokens, each score times its decay
//   outer    L x W over state_dim   of the state that enters, added to the inner part
// and for the delta rule, in front of them, the triangular system that takes out what was stored
// before (arXiv:2406.06484, section 3): keys with keys, its solution for values and for keys, and
// what the state holds under those. Kernels that keep the inner part to themselves move less.
// `bound` has the name and tensors of the operator, `node` sees them; mistakes go to `node`.
std::vector<BoundNode> state_space_parts(const proto::StateSpaceOp& op, OperatorNode& node,
                                         const BoundNode& bound, const AddTensor& add);

}  // namespace tessera
