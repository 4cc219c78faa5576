#include "workloads/import/onnx/stated_attributes.h"

#include <onnx/defs/tensor_proto_util.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"

namespace tessera {
namespace {

using Shape = std::vector<std::int64_t>;

// Shapes that the file states in numbers.
std::map<std::string, Shape> stated_shapes(const onnx::GraphProto& graph) {
  std::map<std::string, Shape> shapes;
  for (const onnx::ValueInfoProto& input : graph.input())
    for (const auto& dim : input.type().tensor_type().shape().dim())
      shapes[input.name()].push_back(dim.dim_value());
  for (const onnx::TensorProto& tensor : graph.initializer())
    shapes[tensor.name()] = {tensor.dims().begin(), tensor.dims().end()};
  return shapes;
}

onnx::AttributeProto& add_integers(onnx::NodeProto& node, const std::string& name) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  return attribute;
}

void remove_attribute(onnx::NodeProto& node, const std::string& name) {
  for (int i = node.attribute_size() - 1; i >= 0; --i)
    if (node.attribute(i).name() == name) node.mutable_attribute()->DeleteSubrange(i, 1);
}

// No axes mean all of them, or none where the node says so.
void state_axes(onnx::NodeProto& node, const std::vector<std::int64_t>& axes) {
  const bool keeps_all = axes.empty() && integer(node, "noop_with_empty_axes", 0) != 0;
  remove_attribute(node, "noop_with_empty_axes");
  if (node.input_size() > 1) node.mutable_input()->DeleteSubrange(1, node.input_size() - 1);
  unhide(node);
  if (keeps_all) {
    node.set_op_type("Identity");
    node.clear_attribute();
  } else if (!axes.empty()) {
    add_integers(node, "axes").mutable_ints()->Assign(axes.begin(), axes.end());
  }
}

}  // namespace

void state_reduction_axes(onnx::GraphProto& graph) {
  std::map<std::string, const onnx::TensorProto*> constants;
  for (const onnx::TensorProto& tensor : graph.initializer()) constants[tensor.name()] = &tensor;
  for (const onnx::NodeProto& node : graph.node())
    if (node.op_type() == "Constant" && node.output_size() == 1)
      if (const onnx::AttributeProto* value = find_attribute(node, "value"))
        constants[node.output(0)] = &value->t();
  for (onnx::NodeProto& node : *graph.mutable_node()) {
    if (!node.op_type().starts_with("Reduce") || node.op_type() == "ReduceSum") continue;
    if (find_attribute(node, "axes") != nullptr) continue;
    if (node.input_size() < 2 || node.input(1).empty()) {
      if (node.input_size() > 1 || find_attribute(node, "noop_with_empty_axes") != nullptr)
        state_axes(node, {});
      continue;
    }
    const auto axes = constants.find(node.input(1));
    if (axes == constants.end() || axes->second->data_type() != onnx::TensorProto::INT64) continue;
    state_axes(node, onnx::ParseData<std::int64_t>(axes->second));
  }
}

void state_kernel_shapes(onnx::GraphProto& graph) {
  const std::map<std::string, Shape> shapes = stated_shapes(graph);
  for (onnx::NodeProto& node : *graph.mutable_node()) {
    const std::string& type = node.op_type();
    const int weight = type == "QLinearConv" ? 3 : 1;
    if (!is_standard(node) || type.find("Conv") == std::string::npos || node.input_size() <= weight)
      continue;
    const auto known = shapes.find(node.input(weight));
    if (known == shapes.end()) continue;
    const Shape& shape = known->second;
    if (shape.size() < 3 || *std::min_element(shape.begin(), shape.end()) < 1) {
      hide(node);
    } else if (find_attribute(node, "kernel_shape") == nullptr) {
      onnx::AttributeProto& attribute = add_integers(node, "kernel_shape");
      for (std::size_t i = 2; i < shape.size(); ++i) attribute.add_ints(shape[i]);
    }
  }
}

}  // namespace tessera
