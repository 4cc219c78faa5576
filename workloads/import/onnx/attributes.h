// Reading attributes of an ONNX node.
#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>
#include <vector>

namespace tessera {

inline const onnx::AttributeProto* find_attribute(const onnx::NodeProto& node,
                                                  const std::string& name) {
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.name() == name) return &attribute;
  return nullptr;
}

inline std::int64_t integer(const onnx::NodeProto& node, const std::string& name,
                            std::int64_t absent) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute == nullptr ? absent : attribute->i();
}

inline std::string text(const onnx::NodeProto& node, const std::string& name) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute == nullptr ? "" : attribute->s();
}

inline std::vector<std::int64_t> integers(const onnx::NodeProto& node, const std::string& name) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  if (attribute == nullptr) return {};
  return {attribute->ints().begin(), attribute->ints().end()};
}

// Operators of the standard carry no domain or its full name.
inline bool is_standard(const onnx::NodeProto& node) {
  return node.domain().empty() || node.domain() == "ai.onnx";
}

}  // namespace tessera
