// Tensors with a dimension of 0 are legal in ONNX and hold nothing.
#pragma once

#include <map>
#include <string>

#include "workloads/graph.pb.h"
#include "workloads/import/onnx/shapes.h"

namespace tessera {

bool is_empty(const OnnxValue& value);

// Takes empty tensors from a node. False where nothing is left that it writes; where it loses what
// it computes with, it only fills its outputs.
bool leave_out_empty(const std::map<std::string, OnnxValue>& values, proto::Node& node);

}  // namespace tessera
