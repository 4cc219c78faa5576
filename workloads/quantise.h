// The graph of a network whose products run on narrow types while everything else stays as it is.
#pragma once

#include "isa/data_type.h"
#include "workloads/graph.pb.h"

namespace tessera {

// As serving frameworks quantise language models: in the repeated blocks (the layers) products with
// weights take both operands as `type`, the activation by a cast of its own in front (lowering
// merges it with the vector work that made it); the head, attention and the sums between layers
// keep their types.
proto::Graph quantised(const proto::Graph& graph, DataType type);

}  // namespace tessera
