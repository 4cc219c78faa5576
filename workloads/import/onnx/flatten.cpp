#include "workloads/import/onnx/flatten.h"

#include <algorithm>

#include "workloads/import/onnx/operators.h"
#include "workloads/import/onnx/sequences.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

constexpr int kDeepest = 32;  // bodies in bodies; what is deeper stays as it is

bool holds_others(const onnx::NodeProto& node) {
  return !has_counterpart(node) ||
         std::any_of(node.attribute().begin(), node.attribute().end(),
                     [](const onnx::AttributeProto& attribute) { return attribute.has_g(); });
}

bool needs_unfolding(const onnx::GraphProto& graph) {
  return has_sequences(graph) ||
         std::any_of(graph.node().begin(), graph.node().end(), holds_others);
}

bool unfold(const onnx::NodeProto& node, Sequences& sequences, FlatGraph& flat) {
  flat.stand_for(node);
  return sequences.unfold(node) || unfold_branch(node, flat) || unfold_loop(node, flat) ||
         unfold_scan(node, flat) || unfold_function(node, flat);
}

// One level of bodies: what is known about the values of the next one is known only then.
bool unfold_once(Sequences& sequences, FlatGraph& flat) {
  bool any = false;
  for (const onnx::NodeProto& node : flat.take_nodes()) {
    if (unfold(node, sequences, flat)) {
      any = true;
      continue;
    }
    flat.stand_for(node);
    flat.put(node);
  }
  return any;
}

}  // namespace

FlatModel flattened(onnx::ModelProto model, const Symbols& given) {
  FlatModel result;
  if (!needs_unfolding(model.graph())) {
    for (const onnx::ValueInfoProto& output : model.graph().output())
      result.outputs.push_back(output.name());
    result.model = std::move(model);
    return result;
  }
  FlatGraph flat(std::move(model), given);
  Sequences sequences(flat);
  for (int depth = 0; depth < kDeepest && unfold_once(sequences, flat); ++depth) {
  }
  sequences.find_outputs();
  result.model = flat.model();
  result.outputs = sequences.outputs_of_network();
  result.sections = flat.sections();
  for (const onnx::NodeProto& node : flat.model().graph().node())
    if (const int section = flat.section_of(node); section >= 0)
      result.section_of[node.output(0)] = section;
  result.notes = flat.notes();
  return result;
}

}  // namespace tessera
