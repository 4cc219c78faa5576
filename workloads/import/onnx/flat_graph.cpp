#include "workloads/import/onnx/flat_graph.h"

#include <algorithm>
#include <cmath>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/shape_arithmetic.h"

namespace tessera {
namespace {

constexpr std::size_t kMostNodes = 20'000;

void rename_free_values(onnx::GraphProto& body, const Names& names);

void rename_in_bodies(onnx::NodeProto& node, const Names& names) {
  for (onnx::AttributeProto& attribute : *node.mutable_attribute()) {
    if (attribute.has_g()) rename_free_values(*attribute.mutable_g(), names);
    for (onnx::GraphProto& body : *attribute.mutable_graphs()) rename_free_values(body, names);
  }
}

// What a body defines itself hides what is around it.
void rename_free_values(onnx::GraphProto& body, const Names& names) {
  Names free = names;
  for (const onnx::ValueInfoProto& input : body.input()) free.erase(input.name());
  for (const onnx::TensorProto& tensor : body.initializer()) free.erase(tensor.name());
  for (const onnx::NodeProto& node : body.node())
    for (const std::string& output : node.output()) free.erase(output);
  for (onnx::NodeProto& node : *body.mutable_node()) {
    for (std::string& input : *node.mutable_input())
      if (const auto name = free.find(input); name != free.end()) input = name->second;
    rename_in_bodies(node, free);
  }
  for (onnx::ValueInfoProto& output : *body.mutable_output())
    if (const auto name = free.find(output.name()); name != free.end())
      output.set_name(name->second);
}

}  // namespace

FlatGraph::FlatGraph(onnx::ModelProto model, const Symbols& given)
    : model_(std::move(model)), given_(given) {
  onnx::OperatorSetIdProto& import = *model_.add_opset_import();
  import.set_domain(kOwnDomain);
  import.set_version(1);
}

std::vector<onnx::NodeProto> FlatGraph::take_nodes() {
  shapes_ = infer_onnx_shapes(model_, given_, {});
  numbers_ = known_numbers(model_.graph(), shapes_.values);
  std::vector<onnx::NodeProto> nodes(graph().node().begin(), graph().node().end());
  graph().clear_node();
  return nodes;
}

int FlatGraph::section_of(const onnx::NodeProto& node) const {
  if (node.output().empty()) return -1;
  const auto known = section_of_.find(node.output(0));
  return known == section_of_.end() ? -1 : known->second;
}

void FlatGraph::stand_for(const onnx::NodeProto& node) { section_ = section_of(node); }

void FlatGraph::put(const onnx::NodeProto& node) {
  if (section_ >= 0 && node.output_size() > 0) section_of_[node.output(0)] = section_;
  *graph().add_node() = node;
}

onnx::NodeProto& FlatGraph::put(const std::string& op, const std::vector<std::string>& inputs,
                                const std::vector<std::string>& outputs) {
  onnx::NodeProto node;
  node.set_op_type(op);
  for (const std::string& input : inputs) node.add_input(input);
  for (const std::string& output : outputs) node.add_output(output);
  put(node);
  return *graph().mutable_node(graph().node_size() - 1);
}

onnx::NodeProto& FlatGraph::put_own(const std::string& op, const std::vector<std::string>& inputs,
                                    const std::vector<std::string>& outputs) {
  onnx::NodeProto& node = put(op, inputs, outputs);
  node.set_domain(kOwnDomain);
  return node;
}

void FlatGraph::put_integer(const std::string& name, std::int64_t value) {
  onnx::TensorProto& tensor = *graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_int64_data(value);
}

void FlatGraph::put_bool(const std::string& name, bool value) {
  onnx::TensorProto& tensor = *graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::BOOL);
  tensor.add_int32_data(value ? 1 : 0);
}

void FlatGraph::put_body(const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes,
                         const std::string& prefix, Names& names) {
  int count = 0;
  for (onnx::NodeProto node : nodes) {
    for (std::string& input : *node.mutable_input())
      if (const auto name = names.find(input); name != names.end()) input = name->second;
    rename_in_bodies(node, names);
    for (std::string& output : *node.mutable_output())
      if (!output.empty()) output = names[output] = prefix + output;
    const std::string own =
        node.name().empty() ? node.op_type() + "_" + std::to_string(count) : node.name();
    node.set_name(prefix + own);
    put(node);
    ++count;
  }
}

void FlatGraph::put_body(const onnx::GraphProto& body, const std::string& prefix, Names& names) {
  for (const onnx::TensorProto& tensor : body.initializer()) {
    if (names.contains(tensor.name())) continue;
    onnx::TensorProto& own = *graph().add_initializer();
    own = tensor;
    own.set_name(names[tensor.name()] = prefix + tensor.name());
  }
  put_body(body.node(), prefix, names);
}

void FlatGraph::begin_section(LoopBody section) {
  section_ = static_cast<int>(sections_.size());
  sections_.push_back(std::move(section));
}

std::string FlatGraph::unique_prefix(const onnx::NodeProto& node) {
  const std::string name =
      node.name().empty() ? node.op_type() + "_" + std::to_string(prefixes_) : node.name();
  return name + "/" + std::to_string(prefixes_++) + "/";
}

void FlatGraph::note(const std::string& sentence) {
  if (std::find(notes_.begin(), notes_.end(), sentence) == notes_.end()) notes_.push_back(sentence);
}

bool FlatGraph::has_room(std::size_t nodes) const {
  return nodes <= kMostNodes &&
         static_cast<std::size_t>(model_.graph().node_size()) + nodes <= kMostNodes;
}

const OnnxValue* FlatGraph::value(const std::string& name) const {
  const auto known = shapes_.values.find(name);
  return known == shapes_.values.end() ? nullptr : &known->second;
}

std::optional<std::vector<double>> FlatGraph::numbers(const std::string& name) const {
  const auto known = numbers_.find(name);
  if (known == numbers_.end()) return std::nullopt;
  return known->second;
}

std::optional<std::int64_t> FlatGraph::whole_number(const std::string& name) const {
  const std::optional<std::vector<double>> known = numbers(name);
  if (!known || known->size() != 1 || !(std::abs((*known)[0]) < 1e15)) return std::nullopt;
  return static_cast<std::int64_t>((*known)[0]);
}

// A symbol counts with the value it was given, or its default: what is written out is fixed.
std::optional<std::int64_t> FlatGraph::dim(const std::string& name, std::int64_t axis) {
  const OnnxValue* known = value(name);
  if (known == nullptr) return std::nullopt;
  const auto rank = static_cast<std::int64_t>(known->dims.size());
  const std::int64_t at = axis < 0 ? axis + rank : axis;
  if (at < 0 || at >= rank) return std::nullopt;
  const std::string& text = known->dims[static_cast<std::size_t>(at)];
  if (text.find_first_not_of("0123456789") == std::string::npos) return std::stoll(text);
  const auto given = given_.find(text);
  const auto symbol = shapes_.symbols.find(text);
  const std::int64_t size = given != given_.end()             ? given->second
                            : symbol != shapes_.symbols.end() ? symbol->second
                                                              : 0;
  if (size < 1) return std::nullopt;
  note("'" + name + "' is gone through step by step, so its dimension is fixed: " + text + " = " +
       std::to_string(size));
  return size;
}

}  // namespace tessera
