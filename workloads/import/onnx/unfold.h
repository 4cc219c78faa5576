// The parts that hold other parts: each writes a node out as plain ones, or leaves it to others.
#pragma once

#include "workloads/import/onnx/flat_graph.h"

namespace tessera {

// False where the node is no If, Loop, Scan, or function without a row of ours.
bool unfold_branch(const onnx::NodeProto& node, FlatGraph& flat);
bool unfold_loop(const onnx::NodeProto& node, FlatGraph& flat);
bool unfold_scan(const onnx::NodeProto& node, FlatGraph& flat);
bool unfold_function(const onnx::NodeProto& node, FlatGraph& flat);
// Of ONNX Runtime, and those of opset 23 that are alike.
bool is_contrib(const onnx::NodeProto& node);
bool unfold_contrib(const onnx::NodeProto& node, FlatGraph& flat);

}  // namespace tessera
