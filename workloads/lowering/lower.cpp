// The whole way from a bound graph to a program.
#include "workloads/lowering/lower.h"

#include <algorithm>
#include <optional>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/control_form.h"
#include "workloads/lowering/data_flow.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/fusion.h"
#include "workloads/lowering/live_bytes.h"
#include "workloads/lowering/operands.h"
#include "workloads/lowering/pipeline.h"
#include "workloads/lowering/residency.h"
#include "workloads/lowering/routing.h"
#include "workloads/lowering/sections.h"

namespace tessera {
namespace {

// Experts are multiplied in the type of their weights; where no unit of the chip does that, the
// weights are converted to the type of the tokens.
BoundGraph with_experts_widened(BoundGraph graph, const ChipSpec& chip) {
  const auto& unit = chip.core.matrix_unit;
  for (BoundBlock& block : graph.blocks) {
    for (BoundNode& node : block.nodes) {
      if (!node.work.moe || !unit || unit->rate(node.matrix_type).relative > 0) continue;
      const DataType tokens = graph.tensors[static_cast<std::size_t>(node.inputs[0])].type;
      if (bits_of(tokens) > bits_of(node.matrix_type) || unit->rate(tokens).relative > 0)
        node.matrix_type = tokens;
    }
  }
  return graph;
}

class Lowering {
 public:
  Lowering(const BoundGraph& graph, const ChipSpec& chip, const LoweringOptions& options)
      : graph_(graph), chip_(chip), options_(options), flow_(graph), tensors_(graph, flow_, chip) {}

  Lowered run() {
    check_types();
    check_links();
    list_not_modelled();
    fuse_blocks();
    lowered_.program.name = graph_.name;
    lowered_.program.tensors = tensors_.take();
    add_scratch();
    const std::vector<Tensor>& tensors = lowered_.program.tensors;
    const std::vector<Lifetime> lifetimes = lifetimes_of(blocks_, tensors.size());
    const PipelinePlan pipeline = plan_pipeline({graph_.name, blocks_, tensors, lifetimes}, chip_,
                                                options_.chips, options_.stages_apart);
    find_in_shared_buffer(blocks_, lifetimes, chip_, options_.conditions);
    share_local_memory(keep_in_local_memory(blocks_, lifetimes, tensors, chip_));
    add_sections(lowered_.program, blocks_, lifetimes, pipeline, chip_, options_);
    divide_into_stages(pipeline);
    note_pipeline(pipeline);
    return std::move(lowered_);
  }

 private:
  void check_types() const {
    for (const BoundBlock& block : graph_.blocks)
      for (const BoundNode& node : block.nodes)
        if (node.work.macs() > 0) check_type(chip_, node);
  }

  void check_links() const {
    for (const BoundBlock& block : graph_.blocks)
      for (const BoundNode& node : block.nodes)
        if (node.work.collective) check_chips(chip_, in_one_machine(*node.work.collective));
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
      LoweredBlock block{source.name, source.repeat, {}};
      for (const FusedNodes& nodes : fuse(graph_, i, flow_, rules)) {
        const OperatorKind kind = source.nodes[static_cast<std::size_t>(nodes.nodes[0])].kind;
        FusedOperator fused =
            fused_operator(graph_, i, nodes, runs_in_queues(chip_.control, kind), tensors_);
        const std::optional<RoutedExperts> experts = route(fused, options_.conditions);
        fused.timing = options_.conditions.timing;
        fused.op = static_cast<int>(lowered_.program.operators.size());
        lowered_.program.operators.push_back(record_of(graph_, i, nodes));
        fused.name = lowered_.program.operators.back().name;
        if (experts)
          lowered_.mixtures.push_back({fused.name, source.repeat, *fused.moe,
                                       fused.moe->ranks > 1 ? experts->expected_touched
                                                            : static_cast<double>(experts->touched),
                                       experts->busiest_tokens});
        block.operators.push_back(std::move(fused));
      }
      blocks_.push_back(std::move(block));
    }
  }

  // Room in memory for what the kernels of one operator leave for one another.
  void add_scratch() {
    for (LoweredBlock& block : blocks_) {
      for (FusedOperator& fused : block.operators) {
        if (!runs_in_queues(chip_.control, fused.kind)) continue;
        const Bytes bytes = scratch_in_queues(fused, chip_, options_.library);
        if (bytes.count() == 0) continue;
        fused.scratch = static_cast<int>(lowered_.program.tensors.size());
        lowered_.program.tensors.push_back(
            {fused.name + ".parts", bytes, TensorRole::kActivation, Placement::kInterleaved});
      }
    }
  }

  // Two kernels share a core's memory while the second one loads ahead.
  void share_local_memory(Bytes kept) {
    std::size_t queue_operators = 0;
    for (LoweredBlock& block : blocks_)
      for (FusedOperator& fused : block.operators)
        queue_operators += runs_in_queues(chip_.control, fused.kind) ? block.repeat : 0;
    const bool prefetch = queue_operators > 1;
    const Bytes room = chip_.core.local_memory.capacity - kept;
    for (LoweredBlock& block : blocks_) {
      for (FusedOperator& fused : block.operators) {
        fused.prefetch = prefetch;
        fused.local_memory = prefetch ? room / 2 : room;
      }
    }
    if (!blocks_.empty() && !blocks_[0].operators.empty())
      blocks_[0].operators[0].first_of_program = blocks_[0].repeat == 1;
  }

  // Transfers between stages are spread evenly.
  void divide_into_stages(const PipelinePlan& pipeline) {
    const auto is_whole = [](const BlockCut& cut) { return cut.whole(); };
    if (pipeline.chips <= 1 || !std::ranges::all_of(pipeline.cuts, is_whole)) return;
    const std::size_t operators = lowered_.program.operators.size();
    const std::vector<double> none(operators, 0);
    lowered_.stages.push_back(none);
    for (const PipelineRun& run : pipeline.runs) {
      const LoweredBlock& block = blocks_[static_cast<std::size_t>(run.block)];
      for (const FusedOperator& fused : block.operators)
        lowered_.stages.back()[static_cast<std::size_t>(fused.op)] +=
            static_cast<double>(run.copies) / static_cast<double>(block.repeat);
      if (run.send_after) lowered_.stages.push_back(none);
    }
    std::size_t own = 0;
    for (const LoweredBlock& block : blocks_) own += block.operators.size();
    for (std::vector<double>& stage : lowered_.stages)
      for (std::size_t i = own; i < operators; ++i)
        stage[i] = 1 / static_cast<double>(lowered_.stages.size());
  }

  void note_pipeline(const PipelinePlan& pipeline) {
    lowered_.chips_in_use = pipeline.chips;
    const bool one_batch = options_.microbatches == 1;
    if (options_.chips == 1 || (!one_batch && pipeline.chips == options_.chips)) return;
    lowered_.notes.push_back(
        "a pipeline over " + std::to_string(pipeline.chips) + " of " +
        std::to_string(options_.chips) + " chips" +
        (one_batch ? ": its stages run one after the other for one batch, so this is latency, not "
                     "throughput"
                   : ", the others idle"));
  }

  const BoundGraph& graph_;
  const ChipSpec& chip_;
  const LoweringOptions& options_;
  DataFlow flow_;
  ProgramTensors tensors_;
  std::vector<LoweredBlock> blocks_;
  Lowered lowered_;
};

}  // namespace

Lowered lower(const BoundGraph& graph, const ChipSpec& chip, const LoweringOptions& options) {
  return Lowering(with_experts_widened(graph, chip), chip, options).run();
}

}  // namespace tessera
