// A state-space operator as the operators that its kernels are.
#pragma once

#include <functional>
#include <vector>

#include "workloads/operators/operator_node.h"

namespace tessera {

// Adds a tensor to those of the graph and returns its index.
using AddTensor = std::function<int(BoundTensor)>;

// One new token per sequence: one pass over the states. More: a prompt in chunks of L tokens, as
// the kernels of Mamba-2 run it (arXiv:2405.21060, section 7), each a product per chunk and head
// (or group):
//   scores   L x L over state_dim        keys with queries of a chunk
//   states   head_dim x state_dim over L what a chunk adds to the state
//   passing  element by element          from chunk to chunk
//   outputs  L x head_dim over L + state_dim
// and for the delta rule, in front of them, L x (state_dim + head_dim) over L: the triangular
// system that takes out what was stored before (arXiv:2406.06484, section 3).
// `bound` has the name and tensors of the operator, `node` sees them; mistakes go to `node`.
std::vector<BoundNode> state_space_parts(const proto::StateSpaceOp& op, OperatorNode& node,
                                         const BoundNode& bound, const AddTensor& add);

}  // namespace tessera
