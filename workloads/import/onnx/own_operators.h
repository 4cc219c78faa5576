// Nodes that recognition puts in and that have attributes of ours: rotation and attention.
#pragma once

#include <onnx/onnx_pb.h>

#include "workloads/graph.pb.h"

namespace tessera {

// False where the node is none of them.
bool convert_own(const onnx::NodeProto& node, proto::Node& out);

}  // namespace tessera
