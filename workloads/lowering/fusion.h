// Which nodes of a block run as one operator.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/data_flow.h"

namespace tessera {

// Nodes that run as one operator. The first one is the main one: matrix product, convolution,
// attention, or the first of a chain of vector work.
struct FusedNodes {
  std::vector<int> nodes;
  std::vector<int>
      reads;  // tensors as read from outside; those of the main node first, in its order
  std::vector<int> writes;  // tensors as read by others; the main result first
};

// What the software of a chip merges.
struct FusionRules {
  bool rope_into_product = false;      // rotation of a tile of its result
  bool gate_into_product = false;      // silu(gate) * value over pairs of columns
  bool add_before_norm_apart = false;  // a sum that feeds a norm runs with the norm
};
FusionRules fusion_rules(const ControlSpec& control);

// Every node that is neither a free view nor unsupported is in exactly one operator. A node joins
// the operator that made the last of its inputs if its own result has the same elements and
//  - that operator is a matrix product or convolution, nobody else reads what it made, and the
//    node works element by element (batch norm included); or
//  - both are chains of vector work over the same rows.
std::vector<FusedNodes> fuse(const BoundGraph& graph, int block, const DataFlow& flow,
                             const FusionRules& rules);

}  // namespace tessera
