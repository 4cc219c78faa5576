#include "workloads/import/onnx/compile_time.h"

#include <algorithm>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

bool is_random(const onnx::NodeProto& node) { return node.op_type().starts_with("Random"); }

bool has_subgraph(const onnx::NodeProto& node) {
  return std::any_of(
      node.attribute().begin(), node.attribute().end(),
      [](const onnx::AttributeProto& a) { return a.has_g() || a.graphs_size() > 0; });
}

}  // namespace

std::map<std::string, KnownFrom> compile_time_values(const onnx::GraphProto& graph) {
  std::map<std::string, KnownFrom> known;
  for (const onnx::TensorProto& tensor : graph.initializer())
    known[tensor.name()] = KnownFrom::kFile;
  for (const onnx::SparseTensorProto& tensor : graph.sparse_initializer())
    known[tensor.values().name()] = KnownFrom::kFile;
  for (const onnx::NodeProto& node : graph.node()) {
    const bool reads_shape =
        is_standard(node) && (node.op_type() == "Shape" || node.op_type() == "Size");
    KnownFrom from = reads_shape ? KnownFrom::kShape : KnownFrom::kFile;
    bool all = !is_random(node) && !has_subgraph(node);
    for (const std::string& input : node.input()) {
      if (input.empty() || reads_shape) continue;
      const auto value = known.find(input);
      all = all && value != known.end();
      if (value != known.end() && value->second == KnownFrom::kShape) from = KnownFrom::kShape;
    }
    if (!all) continue;
    for (const std::string& output : node.output())
      if (!output.empty()) known[output] = from;
  }
  return known;
}

}  // namespace tessera
