// Attention operators of ONNX Runtime and of opset 23 as ours.
#pragma once

#include "workloads/import/onnx/flat_graph.h"

namespace tessera {

// False where the node is none of them, or is one that ours cannot say: keys of another number of
// tokens than the queries, five dimensions, other sizes of values.
bool unfold_contrib_attention(const onnx::NodeProto& node, FlatGraph& flat);

}  // namespace tessera
