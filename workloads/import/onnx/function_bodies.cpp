// Functions of the standard that have no row of ours, as the nodes that their schema defines.
#include <onnx/defs/schema.h>

#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/operators.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

std::vector<onnx::TypeProto> types_of(const onnx::NodeProto& node, const FlatGraph& flat) {
  std::vector<onnx::TypeProto> types(static_cast<std::size_t>(node.input_size()));
  for (int i = 0; i < node.input_size(); ++i)
    if (const OnnxValue* value = flat.value(node.input(i)))
      types[static_cast<std::size_t>(i)].mutable_tensor_type()->set_elem_type(value->element_type);
  return types;
}

std::optional<onnx::FunctionProto> body_of(const onnx::NodeProto& node, const FlatGraph& flat) {
  const auto opset = static_cast<int>(std::min(kNewestOpset, opset_of(flat.model())));
  const onnx::OpSchema* schema =
      onnx::OpSchemaRegistry::Schema(node.op_type(), opset, std::string());
  if (schema == nullptr) return std::nullopt;
  if (schema->HasFunction()) return *schema->GetFunction();
  onnx::FunctionProto body;
  const onnx::FunctionBodyBuildContextImpl context(node, types_of(node, flat));
  if (!schema->HasContextDependentFunction() ||
      !schema->BuildContextDependentFunction(context, body))
    return std::nullopt;
  return body;
}

// An attribute of the function under the name that a node of its body gives it; one that the node
// leaves out has the default of the schema, or none.
void bind_attributes(const onnx::NodeProto& caller, onnx::NodeProto& node) {
  const auto opset_default = [&](const std::string& name) -> const onnx::AttributeProto* {
    const onnx::OpSchema* schema = onnx::OpSchemaRegistry::Schema(caller.op_type());
    if (schema == nullptr) return nullptr;
    const auto known = schema->attributes().find(name);
    return known == schema->attributes().end() || !known->second.default_value.has_name()
               ? nullptr
               : &known->second.default_value;
  };
  google::protobuf::RepeatedPtrField<onnx::AttributeProto> bound;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.ref_attr_name().empty()) {
      *bound.Add() = attribute;
      continue;
    }
    const onnx::AttributeProto* value = find_attribute(caller, attribute.ref_attr_name());
    if (value == nullptr) value = opset_default(attribute.ref_attr_name());
    if (value == nullptr) continue;
    onnx::AttributeProto& own = *bound.Add();
    own = *value;
    own.set_name(attribute.name());
  }
  node.mutable_attribute()->Swap(&bound);
}

}  // namespace

bool unfold_function(const onnx::NodeProto& node, FlatGraph& flat) {
  if (!is_standard(node) || has_counterpart(node) || is_of_sequences(node)) return false;
  std::optional<onnx::FunctionProto> body = body_of(node, flat);
  if (!body || !flat.has_room(static_cast<std::size_t>(body->node_size()))) return false;
  for (onnx::NodeProto& inner : *body->mutable_node()) bind_attributes(node, inner);
  Names names;
  for (int i = 0; i < body->input_size(); ++i)
    names[body->input(i)] = i < node.input_size() ? node.input(i) : "";
  flat.put_body(body->node(), flat.unique_prefix(node), names);
  for (int i = 0; i < node.output_size() && i < body->output_size(); ++i)
    if (!node.output(i).empty() && names.contains(body->output(i)))
      flat.put("Identity", {names[body->output(i)]}, {node.output(i)});
  return true;
}

}  // namespace tessera
