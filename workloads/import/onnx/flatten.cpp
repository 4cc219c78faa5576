#include "workloads/import/onnx/flatten.h"

#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/operators.h"
#include "workloads/import/onnx/sequences.h"
#include "workloads/import/onnx/unfold.h"

namespace tessera {
namespace {

constexpr int kDeepest = 32;   // bodies in bodies; what is deeper stays as it is
constexpr int kPatience = 16;  // levels for which a body may wait for others

bool holds_others(const onnx::NodeProto& node) {
  return !has_counterpart(node) || is_contrib(node) ||
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
         unfold_scan(node, flat) || unfold_contrib(node, flat) || unfold_function(node, flat);
}

// The values behind bodies that are written out at this level: more is known of them at the next.
class LaterKnown {
 public:
  // Which branch is taken and how often a loop runs may follow from such a value.
  bool decides(const onnx::NodeProto& node, const FlatGraph& flat) const {
    if (!is_standard(node) || (node.op_type() != "If" && node.op_type() != "Loop")) return false;
    const int deciding = node.op_type() == "If" ? 1 : 2;
    for (int i = 0; i < std::min(deciding, node.input_size()); ++i)
      if (names_.contains(node.input(i)) && !flat.whole_number(node.input(i))) return true;
    return false;
  }

  void add_outputs(const onnx::NodeProto& node) {
    names_.insert(node.output().begin(), node.output().end());
  }

  void add_if_behind(const onnx::NodeProto& node) {
    if (std::any_of(node.input().begin(), node.input().end(),
                    [&](const std::string& input) { return names_.contains(input); }))
      add_outputs(node);
  }

 private:
  std::set<std::string> names_;
};

// One level of bodies: what is known about the values of the next one is known only then.
bool unfold_once(Sequences& sequences, FlatGraph& flat, bool patient) {
  bool any = false;
  LaterKnown later;
  for (const onnx::NodeProto& node : flat.take_nodes()) {
    const bool waits = patient && later.decides(node, flat);
    if (!waits && unfold(node, sequences, flat)) {
      later.add_outputs(node);
      any = true;
      continue;
    }
    later.add_if_behind(node);
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
  for (int depth = 0; depth < kDeepest && unfold_once(sequences, flat, depth < kPatience);
       ++depth) {
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
