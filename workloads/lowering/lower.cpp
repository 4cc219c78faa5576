// The whole way from a bound graph to a program.
#include "workloads/lowering/lower.h"

#include <algorithm>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/control_form.h"
#include "workloads/lowering/data_flow.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/fusion.h"
#include "workloads/lowering/operands.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera {
namespace {

// A block as operators, before anything about memory is known.
struct LoweredBlock {
  std::string name;
  std::int64_t repeat = 1;
  std::vector<FusedNodes> nodes;
  std::vector<FusedOperator> operators;
};

class Lowering {
 public:
  Lowering(const BoundGraph& graph, const ChipSpec& chip)
      : graph_(graph), chip_(chip), flow_(graph), tensors_(graph, flow_, chip) {}

  Lowered run() {
    check_types();
    list_not_modelled();
    fuse_blocks();
    place_operands();
    write_kernels();
    lowered_.program.name = graph_.name;
    lowered_.program.tensors = tensors_.take();
    return std::move(lowered_);
  }

 private:
  void check_types() const {
    for (const BoundBlock& block : graph_.blocks)
      for (const BoundNode& node : block.nodes)
        if (node.work.macs() > 0) check_type(chip_, node);
  }

  void list_not_modelled() {
    double all = 0;
    for (const BoundBlock& block : graph_.blocks)
      for (const BoundNode& node : block.nodes)
        all += static_cast<double>(((node.work.read + node.work.written) * block.repeat).count());
    for (const BoundBlock& block : graph_.blocks) {
      for (const BoundNode& node : block.nodes) {
        if (node.kind != OperatorKind::kUnsupported) continue;
        const Bytes bytes = (node.work.read + node.work.written) * block.repeat;
        const double share = all > 0 ? static_cast<double>(bytes.count()) / all : 0;
        lowered_.not_modelled.push_back({node.name, node.function, bytes, share});
      }
    }
  }

  void fuse_blocks() {
    const FusionRules rules = fusion_rules(chip_.control);
    for (int i = 0; i < static_cast<int>(graph_.blocks.size()); ++i) {
      const BoundBlock& source = graph_.blocks[static_cast<std::size_t>(i)];
      LoweredBlock block{source.name, source.repeat, fuse(graph_, i, flow_, rules), {}};
      for (const FusedNodes& nodes : block.nodes) {
        const OperatorKind kind = source.nodes[static_cast<std::size_t>(nodes.nodes[0])].kind;
        FusedOperator fused =
            fused_operator(graph_, i, nodes, runs_in_queues(chip_.control, kind), tensors_);
        fused.op = static_cast<int>(lowered_.program.operators.size());
        lowered_.program.operators.push_back(record_of(graph_, i, nodes));
        fused.name = lowered_.program.operators.back().name;
        block.operators.push_back(std::move(fused));
      }
      blocks_.push_back(std::move(block));
    }
  }

  void place_operands() {
    std::size_t queue_operators = 0;
    for (LoweredBlock& block : blocks_)
      for (FusedOperator& fused : block.operators)
        queue_operators += runs_in_queues(chip_.control, fused.kind) ? block.repeat : 0;
    // Two kernels share a core's memory while the second one loads ahead.
    const bool prefetch = queue_operators > 1;
    const Bytes room = chip_.core.local_memory.capacity;
    for (LoweredBlock& block : blocks_) {
      for (FusedOperator& fused : block.operators) {
        fused.prefetch = prefetch;
        fused.local_memory = prefetch ? room / 2 : room;
      }
    }
    if (!blocks_.empty() && !blocks_[0].operators.empty())
      blocks_[0].operators[0].first_of_program = blocks_[0].repeat == 1;
  }

  void write_kernels() {
    for (const LoweredBlock& block : blocks_) {
      Section section{block.name, block.repeat, {}};
      for (const FusedOperator& fused : block.operators) {
        std::vector<Kernel> kernels = runs_in_queues(chip_.control, fused.kind)
                                          ? lower_to_queues(fused, chip_, plans_)
                                          : lower_to_grid(fused, chip_);
        for (Kernel& kernel : kernels) section.kernels.push_back(std::move(kernel));
      }
      if (!section.kernels.empty()) lowered_.program.sections.push_back(std::move(section));
    }
  }

  const BoundGraph& graph_;
  const ChipSpec& chip_;
  DataFlow flow_;
  ProgramTensors tensors_;
  QueuePlans plans_;
  std::vector<LoweredBlock> blocks_;
  Lowered lowered_;
};

}  // namespace

Lowered lower(const BoundGraph& graph, const ChipSpec& chip, const LoweringOptions&) {
  return Lowering(graph, chip).run();
}

}  // namespace tessera
