// ONNX operators as ours: a table for those that only change name, a function
// for those with attributes.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string>

#include "workloads/graph.pb.h"
#include "workloads/import/onnx/compile_time.h"
#include "workloads/import/onnx/shapes.h"

namespace tessera {

struct OnnxGraphView {
  const std::map<std::string, OnnxValue>& values;
  const std::map<std::string, KnownFrom>& known;
  const std::map<std::string, const onnx::TensorProto*>& constants;
};

// Fills in the operator, the inputs that are data (not axes, scales or shapes)
// and the outputs that are used. What has no counterpart becomes `unsupported`
// with all its inputs and outputs.
void convert_operator(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out);

// Names the operator and its tensors only.
void convert_to_unsupported(const onnx::NodeProto& node, proto::Node& out);

bool has_counterpart(const onnx::NodeProto& node);

}  // namespace tessera
