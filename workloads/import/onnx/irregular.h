// ONNX operators whose outputs follow no rule of shape: sorting, sampling, scattering, optimisers.
#pragma once

#include "workloads/import/onnx/operators.h"

namespace tessera {

// False where the node is none of them.
bool convert_irregular(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out);

}  // namespace tessera
