// If: the branch that is taken, where the file says which; else the one that moves more.
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

double elements_of(const onnx::TypeProto& type) {
  double elements = 1;
  for (const auto& dim : type.tensor_type().shape().dim())
    elements *= dim.dim_value() > 0 ? static_cast<double>(dim.dim_value()) : 1;
  return elements;
}

double elements_of(const onnx::TensorProto& tensor) {
  double elements = 1;
  for (const std::int64_t dim : tensor.dims()) elements *= static_cast<double>(dim);
  return elements;
}

// What a branch writes, as far as its file states shapes; every node counts at least once.
double size_of(const onnx::GraphProto& branch) {
  double size = static_cast<double>(branch.node_size());
  for (const onnx::ValueInfoProto& value : branch.value_info()) size += elements_of(value.type());
  for (const onnx::ValueInfoProto& output : branch.output()) size += elements_of(output.type());
  for (const onnx::TensorProto& tensor : branch.initializer()) size += elements_of(tensor);
  for (const onnx::NodeProto& node : branch.node())
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.has_t()) size += elements_of(attribute.t());
      if (attribute.has_g()) size += size_of(attribute.g());
    }
  return size;
}

}  // namespace

bool unfold_branch(const onnx::NodeProto& node, FlatGraph& flat) {
  if (!is_standard(node) || node.op_type() != "If" || node.input().empty()) return false;
  const onnx::AttributeProto* then_branch = find_attribute(node, "then_branch");
  const onnx::AttributeProto* else_branch = find_attribute(node, "else_branch");
  if (then_branch == nullptr || else_branch == nullptr) return false;
  const std::optional<std::int64_t> condition = flat.whole_number(node.input(0));
  const bool taken =
      condition ? *condition != 0 : size_of(then_branch->g()) >= size_of(else_branch->g());
  if (!condition)
    flat.note("the condition '" + node.input(0) +
              "' is known at run time only: the branch that moves more is counted, " +
              (taken ? "then" : "else"));
  const onnx::GraphProto& branch = taken ? then_branch->g() : else_branch->g();
  if (branch.output_size() < node.output_size() ||
      !flat.has_room(static_cast<std::size_t>(branch.node_size())))
    return false;
  Names names;
  flat.put_body(branch, flat.unique_prefix(node), names);
  for (int i = 0; i < node.output_size(); ++i) {
    const auto inner = names.find(branch.output(i).name());
    flat.put("Identity", {inner == names.end() ? branch.output(i).name() : inner->second},
             {node.output(i)});
  }
  return true;
}

}  // namespace tessera
