// Checks nodes against libonnx's schemas before its shape inference sees them:
// it trusts what it is given, and a damaged file would bring it down.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace tessera {

inline constexpr std::int64_t kNewestOpset = 17;  // that the distribution's libonnx knows

std::int64_t opset_of(const onnx::ModelProto& model);  // of the standard's operators; 0: not stated

// What is wrong with nodes whose schema is known, subgraphs included. Empty for
// opsets that are newer than the schemas: they may differ rightly.
std::vector<std::string> mistakes_of_nodes(const onnx::ModelProto& model);

// Gives a node a domain that inference does not know.
void hide(onnx::NodeProto& node);
void unhide(onnx::NodeProto& node);

// Gives nodes that do not match their schema a domain that inference does not
// know, so that it passes them by.
void hide_unknown_nodes(onnx::ModelProto& model);

}  // namespace tessera
