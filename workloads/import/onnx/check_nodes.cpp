#include "workloads/import/onnx/check_nodes.h"

#include <onnx/checker.h>
#include <onnx/defs/schema.h>

#include <algorithm>
#include <array>
#include <optional>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

constexpr const char* kHidden = "hidden";
constexpr std::int64_t kLargest = std::int64_t{1} << 31;

using Opsets = std::map<std::string, int>;

std::string domain_of(const std::string& name) { return name == "ai.onnx" ? "" : name; }

Opsets opsets_of(const onnx::ModelProto& model) {
  Opsets opsets;
  for (const onnx::OperatorSetIdProto& import : model.opset_import())
    opsets[domain_of(import.domain())] = static_cast<int>(import.version());
  return opsets;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Numbers that inference divides by or counts with.
constexpr std::array kPositive = {"strides",   "dilations",   "kernel_shape", "group",
                                  "blocksize", "num_outputs", "hidden_size"};

std::optional<std::string> mistake_in_numbers(const onnx::NodeProto& node) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (std::find(kPositive.begin(), kPositive.end(), attribute.name()) == kPositive.end())
      continue;
    std::vector<std::int64_t> values(attribute.ints().begin(), attribute.ints().end());
    if (attribute.type() == onnx::AttributeProto::INT) values.push_back(attribute.i());
    for (const std::int64_t value : values)
      if (value < 1 || value > kLargest)
        return attribute.name() + " is " + std::to_string(value) + ", must be 1 to 2^31";
  }
  return std::nullopt;
}

// Nothing where the node is fine or its operator is not known.
std::optional<std::string> mistake_of(const onnx::NodeProto& node, const Opsets& opsets) {
  if (domain_of(node.domain()).empty())
    if (std::optional<std::string> mistake = mistake_in_numbers(node)) return mistake;
  const auto opset = opsets.find(domain_of(node.domain()));
  if (opset == opsets.end()) return std::nullopt;
  const onnx::OpSchema* schema =
      onnx::OpSchemaRegistry::Schema(node.op_type(), opset->second, domain_of(node.domain()));
  if (schema == nullptr) return std::nullopt;
  try {
    schema->Verify(node);
  } catch (const std::exception& error) {
    return first_line(error.what());
  }
  return std::nullopt;
}

void check_graph(const onnx::GraphProto& graph, const Opsets& opsets,
                 std::vector<std::string>& mistakes) {
  for (const onnx::NodeProto& node : graph.node()) {
    if (const auto mistake = mistake_of(node, opsets))
      mistakes.push_back("node '" + node.name() + "' (" + node.op_type() + "): " + *mistake);
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.has_g()) check_graph(attribute.g(), opsets, mistakes);
      for (const onnx::GraphProto& inner : attribute.graphs()) check_graph(inner, opsets, mistakes);
    }
  }
}

// Inference takes for granted that a sequence is one.
bool touches_sequences(const onnx::NodeProto& node) {
  if (is_of_sequences(node)) return true;
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.has_g() &&
        std::any_of(attribute.g().node().begin(), attribute.g().node().end(), touches_sequences))
      return true;
  return false;
}

}  // namespace

std::int64_t opset_of(const onnx::ModelProto& model) {
  const Opsets opsets = opsets_of(model);
  const auto standard = opsets.find("");
  if (standard != opsets.end()) return standard->second;
  // Files older than opsets mean the first.
  return model.ir_version() < 3 || !opsets.empty() ? 1 : 0;
}

std::vector<std::string> mistakes_of_nodes(const onnx::ModelProto& model) {
  std::vector<std::string> mistakes;
  if (opset_of(model) == 0)
    mistakes.push_back("states no opset_import, which says what its operators mean");
  else if (opset_of(model) <= kNewestOpset)
    check_graph(model.graph(), opsets_of(model), mistakes);
  return mistakes;
}

void hide(onnx::NodeProto& node) { node.set_domain(kHidden); }

void unhide(onnx::NodeProto& node) {
  if (node.domain() == kHidden) node.clear_domain();
}

void hide_unknown_nodes(onnx::ModelProto& model) {
  const Opsets opsets = opsets_of(model);
  for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node()) {
    std::vector<std::string> inside;
    for (const onnx::AttributeProto& attribute : node.attribute())
      if (attribute.has_g()) check_graph(attribute.g(), opsets, inside);
    if (mistake_of(node, opsets) || !inside.empty() || touches_sequences(node) ||
        node.op_type() == "LayerNormalization")  // its rule trusts the axis; ours has no need of it
      hide(node);
  }
  onnx::OperatorSetIdProto& import = *model.add_opset_import();
  import.set_domain(kHidden);
  import.set_version(1);
}

}  // namespace tessera
