// The graph of a language model with the sum that ends a layer moved to where the next one starts.
#pragma once

#include "workloads/graph.pb.h"

namespace tessera {

// As serving engines run it: the sum that ends a repeated block and the norm that begins the next
// copy of it, or the block behind it, are one kernel (lowering merges them once they stand beside
// each other). The first copy adds what a first layer has not got, which costs nothing it would
// not pay: it is one pass over the same rows. Blocks of another form stay as they are.
proto::Graph with_joined_residuals(const proto::Graph& graph);

}  // namespace tessera
