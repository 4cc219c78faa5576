#include "workloads/lowering/fusion.h"

#include <algorithm>
#include <optional>

namespace tessera {
namespace {

bool is_product(const BoundNode& node) { return node.work.gemm.has_value(); }

bool is_gated(const BoundNode& node) {
  return node.kind == OperatorKind::kElementwise &&
         (node.function == "silu_mul" || node.function == "gelu_mul");
}

bool is_batch_norm(const BoundNode& node) {
  return node.kind == OperatorKind::kNorm && node.function == "batch";
}

// Vector work over rows: one chain of it is one pass over its operands.
bool is_row_work(const BoundNode& node) {
  if (node.function == kQuantise || node.function == kStateUpdate) return false;
  return node.kind == OperatorKind::kElementwise || node.kind == OperatorKind::kNorm ||
         node.kind == OperatorKind::kSoftmax || node.kind == OperatorKind::kRope;
}

class Fusion {
 public:
  Fusion(const BoundGraph& graph, int block, const DataFlow& flow, const FusionRules& rules)
      : graph_(graph),
        block_(block),
        nodes_(graph.blocks[static_cast<std::size_t>(block)].nodes),
        flow_(flow),
        rules_(rules),
        group_of_(nodes_.size(), -1) {}

  std::vector<FusedNodes> run() {
    for (int i = 0; i < static_cast<int>(nodes_.size()); ++i) {
      const BoundNode& node = at(i);
      if (node.work.free || node.kind == OperatorKind::kUnsupported) continue;
      const int group = joins(i);
      group_of_[static_cast<std::size_t>(i)] =
          group >= 0 ? group : static_cast<int>(groups_.size());
      if (group >= 0) {
        groups_[static_cast<std::size_t>(group)].nodes.push_back(i);
      } else {
        groups_.push_back({{i}, {}, {}});
      }
    }
    for (FusedNodes& group : groups_) {
      find_reads(group);
      find_writes(group);
    }
    return std::move(groups_);
  }

 private:
  const BoundNode& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  const BoundTensor& tensor(int index) const {
    return graph_.tensors[static_cast<std::size_t>(index)];
  }
  int group_of(int node) const { return group_of_[static_cast<std::size_t>(node)]; }

  // The group that made the last of the node's inputs, if the node may join it; else -1.
  int joins(int i) const {
    int last = -1;
    for (const int input : at(i).inputs) {
      const int producer = flow_.producer(block_, i, input);
      if (producer >= 0) last = std::max(last, group_of(producer));
    }
    if (last < 0) return -1;
    const BoundNode& main = at(groups_[static_cast<std::size_t>(last)].nodes[0]);
    if (is_product(main)) return joins_product(i, last) ? last : -1;
    return is_row_work(main) && is_row_work(at(i)) && same_elements(i, last) ? last : -1;
  }

  bool joins_product(int i, int group) const {
    const BoundNode& node = at(i);
    const bool element_wise = (node.kind == OperatorKind::kElementwise && !is_gated(node) &&
                               node.function != kQuantise) ||
                              is_batch_norm(node);
    const bool gated = is_gated(node) && rules_.gate_into_product;
    const bool rotates = node.kind == OperatorKind::kRope && rules_.rope_into_product;
    if (!element_wise && !gated && !rotates) return false;
    if (element_wise && !same_elements(i, group)) return false;
    if (rules_.add_before_norm_apart && node.function == "add" && feeds_norm(i)) return false;
    return reads_alone(i, group);
  }

  bool same_elements(int i, int group) const {
    const int before = groups_[static_cast<std::size_t>(group)].nodes.back();
    return tensor(at(i).outputs[0]).elements() == tensor(at(before).outputs[0]).elements();
  }

  bool feeds_norm(int i) const {
    for (const DataFlow::Read& read : flow_.readers(block_, i, at(i).outputs[0]))
      if (at(read.node).kind == OperatorKind::kNorm && !is_batch_norm(at(read.node))) return true;
    return false;
  }

  // Nobody but node i reads the views of the group's results that it reads.
  bool reads_alone(int i, int group) const {
    for (const int input : at(i).inputs) {
      const int producer = flow_.producer(block_, i, input);
      if (producer < 0 || group_of(producer) != group) continue;
      const int made = flow_.root(input);
      if (flow_.leaves_block(block_, producer, made)) return false;
      for (const DataFlow::Read& read : flow_.readers(block_, producer, made)) {
        if (read.node == i) continue;
        if (read.tensor == input || read.tensor == made || input == made) return false;
      }
    }
    return true;
  }

  bool inside(const FusedNodes& group, int node) const {
    return std::ranges::find(group.nodes, node) != group.nodes.end();
  }

  void find_reads(FusedNodes& group) const {
    for (const int i : group.nodes) {
      for (std::size_t k = 0; k < at(i).inputs.size(); ++k) {
        const int input = at(i).inputs[k];
        if (inside(group, flow_.producer(block_, i, input))) continue;
        // x * x^T has two operands, x * x reads x once.
        const bool operand =
            i == group.nodes[0] && (is_product(at(i)) || at(i).work.attention.has_value());
        if (operand || std::ranges::find(group.reads, input) == group.reads.end())
          group.reads.push_back(input);
      }
    }
  }

  // What others read: all of a result, or the views of it that they name. The last node's result
  // comes first.
  void find_writes(FusedNodes& group) const {
    std::vector<int> reversed(group.nodes.rbegin(), group.nodes.rend());
    for (const int i : reversed) {
      for (const int output : at(i).outputs) {
        if (flow_.leaves_block(block_, i, output)) {
          add_once(group.writes, output);
          continue;
        }
        std::vector<int> views;
        bool whole = false;
        for (const DataFlow::Read& read : flow_.readers(block_, i, output)) {
          if (inside(group, read.node)) continue;
          whole |= tensor(read.tensor).elements() >= tensor(output).elements();
          add_once(views, read.tensor);
        }
        // Views that are all read: one result, written once.
        std::int64_t seen = 0;
        for (const int view : views) seen += tensor(view).elements();
        if (whole || seen >= tensor(output).elements()) {
          add_once(group.writes, output);
        } else {
          for (const int view : views) add_once(group.writes, view);
        }
      }
    }
    // A result that nobody reads is still written by its operator.
    if (group.writes.empty()) group.writes.push_back(at(group.nodes.back()).outputs[0]);
  }

  static void add_once(std::vector<int>& all, int one) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
  }

  const BoundGraph& graph_;
  int block_;
  const std::vector<BoundNode>& nodes_;
  const DataFlow& flow_;
  const FusionRules& rules_;
  std::vector<int> group_of_;
  std::vector<FusedNodes> groups_;
};

}  // namespace

FusionRules fusion_rules(const ControlSpec& control) {
  const bool in_queues = control.queues || control.stream || control.static_schedule;
  return {.rope_into_product = in_queues,
          .gate_into_product = in_queues,
          .add_before_norm_apart = !in_queues};
}

std::vector<FusedNodes> fuse(const BoundGraph& graph, int block, const DataFlow& flow,
                             const FusionRules& rules) {
  return Fusion(graph, block, flow, rules).run();
}

}  // namespace tessera
