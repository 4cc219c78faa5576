// Tensors of a block that others use too, or that all copies of it read.
#pragma once

#include "workloads/graph.pb.h"

namespace tessera {

// Moves them from their block to the graph.
void share_tensors_between_blocks(proto::Graph& graph);

}  // namespace tessera
