// Shape rules for ONNX operators that are newer than libonnx, or whose rule
// changed since.
#pragma once

#include "workloads/import/onnx/shapes.h"

namespace tessera {

// Gives outputs without a shape that of their inputs: elementwise functions,
// norms, softmax, matrix products, reductions. Returns how many it found.
std::size_t add_own_shapes(const onnx::GraphProto& graph, std::map<std::string, OnnxValue>& values);

// Writes known shapes into the graph, so that inference goes on from them.
void state_shapes(const std::map<std::string, OnnxValue>& values, onnx::GraphProto& graph);

}  // namespace tessera
