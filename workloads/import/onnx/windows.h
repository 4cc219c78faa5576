// ONNX convolutions and pooling: strides, pads (also automatic ones), groups.
#pragma once

#include "workloads/import/onnx/operators.h"

namespace tessera {

// Whether it is one of them, whatever it uses.
bool is_window(const std::string& op_type);

// False where the node is none of them, or uses what ours has no word for.
bool convert_window(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out);

}  // namespace tessera
