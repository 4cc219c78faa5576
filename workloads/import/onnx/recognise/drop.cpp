// What does nothing at run time: nodes that pass their input on, and nodes that nobody reads.
#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/flow.h"
#include "workloads/import/onnx/recognise/recognise.h"

namespace tessera {
namespace {

bool passes_on(const Flow& flow, const onnx::NodeProto& node) {
  if (node.input().empty() || node.output().empty() || !is_standard(node)) return false;
  if (node.op_type() == "Identity") return true;
  if (node.op_type() == "Dropout")
    return std::all_of(node.output().begin() + 1, node.output().end(), [&](const auto& mask) {
      return mask.empty() || (flow.readers(mask).empty() && !flow.leaves(mask));
    });
  const OnnxValue *from = flow.value(node.input(0)), *to = flow.value(node.output(0));
  return node.op_type() == "Cast" && from != nullptr && to != nullptr &&
         from->element_type == to->element_type;
}

void keep_only(const std::vector<onnx::NodeProto>& nodes, OnnxNetwork& network) {
  network.flat.model.mutable_graph()->mutable_node()->Assign(nodes.begin(), nodes.end());
  network.find_constants();
}

}  // namespace

// States of loops are handed on by identities, which stay.
std::map<std::string, int> drop_passing_nodes(OnnxNetwork& network) {
  std::map<std::string, int> dropped;
  if (!network.flat.sections.empty()) return dropped;
  std::map<std::string, std::string> same;  // as the value that its readers read instead
  std::vector<onnx::NodeProto> kept;
  {
    const Flow flow(network);
    for (onnx::NodeProto node : network.graph().node()) {
      for (std::string& input : *node.mutable_input())
        if (const auto known = same.find(input); known != same.end()) input = known->second;
      if (network.runs(node) && passes_on(flow, node) && !flow.leaves(node.output(0))) {
        same[node.output(0)] = node.input(0);
        ++dropped[node.op_type()];
      } else {
        kept.push_back(std::move(node));
      }
    }
  }
  if (!dropped.empty()) keep_only(kept, network);
  return dropped;
}

std::map<std::string, int> drop_unused_nodes(OnnxNetwork& network) {
  std::map<std::string, int> dropped;
  if (network.flat.outputs.empty()) return dropped;
  std::set<std::string> needed(network.flat.outputs.begin(), network.flat.outputs.end());
  for (const LoopBody& section : network.flat.sections)
    for (const auto& [left, entering] : section.carried) needed.insert({left, entering});
  needed.insert(network.caches.begin(), network.caches.end());
  const auto& nodes = network.graph().node();
  std::vector<onnx::NodeProto> kept;
  for (int i = nodes.size() - 1; i >= 0; --i) {
    const onnx::NodeProto& node = nodes[i];
    const bool used = std::any_of(node.output().begin(), node.output().end(),
                                  [&](const auto& name) { return needed.contains(name); });
    if (!used && network.runs(node)) {
      ++dropped[node.op_type()];
      continue;
    }
    if (used) needed.insert(node.input().begin(), node.input().end());
    kept.push_back(node);
  }
  std::reverse(kept.begin(), kept.end());
  if (!dropped.empty()) keep_only(kept, network);
  return dropped;
}

}  // namespace tessera
