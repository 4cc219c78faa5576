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

// Of nodes that the importer puts in where it writes out others.
inline constexpr const char* kOwnDomain = "tessera";

// Operators of the standard carry no domain or its full name.
inline bool is_standard(const onnx::NodeProto& node) {
  return node.domain().empty() || node.domain() == "ai.onnx";
}

// Takes or gives sequences or optionals.
inline bool is_of_sequences(const onnx::NodeProto& node) {
  const std::string& type = node.op_type();
  return is_standard(node) && (type.starts_with("Sequence") || type.starts_with("Optional") ||
                               type == "SplitToSequence" || type == "ConcatFromSequence");
}

// Also of its further domains: training, and those of the importer itself.
inline bool is_of_onnx(const onnx::NodeProto& node) {
  return is_standard(node) || node.domain() == "ai.onnx.preview.training" ||
         node.domain() == kOwnDomain;
}

}  // namespace tessera
