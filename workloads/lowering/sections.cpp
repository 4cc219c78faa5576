#include "workloads/lowering/sections.h"

#include <algorithm>
#include <map>
#include <utility>

#include "workloads/lowering/collectives.h"
#include "workloads/lowering/control_form.h"
#include "workloads/lowering/live_bytes.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera {
namespace {

// A run of equal stages is one section up to this many kernels; longer, each stage repeats its own
// layers.
constexpr std::size_t kKernelsOfAStage = 64;

Bytes divided(Bytes bytes, std::int64_t parts) { return Bytes(ceil_divide(bytes.count(), parts)); }

class Sections {
 public:
  Sections(Program& program, const std::vector<LoweredBlock>& blocks,
           const std::vector<Lifetime>& lifetimes, const PipelinePlan& plan, const ChipSpec& chip,
           const LoweringOptions& options)
      : program_(program),
        blocks_(blocks),
        plan_(plan),
        chip_(chip),
        library_(options.library),
        timing_(options.conditions.timing),
        lifetimes_(lifetimes),
        plans_{{}, options.tile_times} {}

  void add() {
    for (std::size_t i = 0; i < plan_.runs.size();) {
      const PipelineRun& run = plan_.runs[i];
      std::size_t end = i + 1;
      while (end < plan_.runs.size() && run.send_after && plan_.runs[end].send_after &&
             plan_.runs[end].block == run.block && plan_.runs[end].copies == run.copies)
        ++end;
      add_runs(run, static_cast<std::int64_t>(end - i));
      i = end;
    }
  }

 private:
  const LoweredBlock& block(int index) const { return blocks_[static_cast<std::size_t>(index)]; }

  // `stages` equal stages in a row.
  void add_runs(const PipelineRun& run, std::int64_t stages) {
    const std::string& name = block(run.block).name;
    const BlockCut& cut = plan_.cuts[static_cast<std::size_t>(run.block)];
    if (!cut.whole()) {  // every copy is on chips of its own
      std::vector<Kernel> copy = kernels_of(run.block, run.copies * stages);
      // The copy before the last run has nobody to send to.
      const std::int64_t sends = run.copies * stages - (run.send_after ? 0 : 1);
      if (sends > 0) {
        std::vector<Kernel> sending = copy;
        sending.push_back(hand_over(run.block, last_operator(run.block), sends));
        add_section(name, sends, std::move(sending));
      }
      if (!run.send_after) add_section(name, 1, std::move(copy));
      return;
    }
    std::vector<Kernel> copy = kernels_of(run.block, 0);
    if (!run.send_after) {
      add_section(name, run.copies, std::move(copy));
      return;
    }
    const Kernel send = hand_over(run.block, last_operator(run.block), stages);
    if (stages > 1 && copy.size() * static_cast<std::size_t>(run.copies) <= kKernelsOfAStage) {
      std::vector<Kernel> stage;
      for (std::int64_t c = 0; c < run.copies; ++c)
        stage.insert(stage.end(), copy.begin(), copy.end());
      stage.push_back(send);
      add_section(name, stages, std::move(stage));
      return;
    }
    for (std::int64_t s = 0; s < stages; ++s) {
      add_section(name, run.copies, copy);
      add_section(name + ".send", 1, {send});
    }
  }

  void add_section(const std::string& name, std::int64_t repeat, std::vector<Kernel> kernels) {
    if (!kernels.empty()) program_.sections.push_back({name, repeat, std::move(kernels)});
  }

  std::int64_t runs_of(int index) const {
    return std::ranges::count(plan_.runs, index, &PipelineRun::block);
  }

  int last_operator(int index) const { return static_cast<int>(block(index).operators.size()) - 1; }

  // The kernels of one copy, of which there are `copies` with cuts inside.
  std::vector<Kernel> kernels_of(int index, std::int64_t copies) {
    const auto known = kernels_.find(index);
    if (known != kernels_.end()) return known->second;
    const BlockCut& cut = plan_.cuts[static_cast<std::size_t>(index)];
    std::vector<Kernel> kernels;
    for (std::size_t i = 0; i < block(index).operators.size(); ++i) {
      const FusedOperator& fused = block(index).operators[i];
      const std::int64_t chips = cut.whole() ? 1 : cut.chips[i];
      if (chips > 1 && fused.kind != OperatorKind::kEmbedding) {
        const Operand& input = fused.reads[0];
        const Operand& output = fused.writes[0];
        spread(fused, chips);
        kernels.push_back(collective(Collective::Kind::kBroadcast, input.bytes, chips, copies));
        OperatorRecord& record = program_.operators[static_cast<std::size_t>(fused.op)];
        record.matrix_flops /= static_cast<double>(chips);
        record.vector_operations /= static_cast<double>(chips);
        append(kernels, write(share_of(fused, chips)));
        kernels.push_back(
            fused.moe ? collective(Collective::Kind::kAllReduce, output.bytes, chips, copies)
                      : collective(Collective::Kind::kAllGather, divided(output.bytes, chips),
                                   chips, copies));
      } else {
        if (chips > 1) spread(fused, chips);
        append(kernels, write(fused));
      }
      if (!cut.whole() && cut.send_after[i] && i + 1 < block(index).operators.size())
        kernels.push_back(hand_over(index, static_cast<int>(i), copies));
    }
    if (runs_of(index) > 1) kernels_[index] = kernels;
    return kernels;
  }

  // Each of the chips holds its part of the weights and caches.
  void spread(const FusedOperator& fused, std::int64_t chips) {
    for (const auto* operands : {&fused.reads, &fused.writes}) {
      for (const Operand& operand : *operands) {
        if (operand.tensor < 0 || operand.role == TensorRole::kActivation) continue;
        program_.tensors[static_cast<std::size_t>(operand.tensor)].chips = chips;
      }
    }
  }

  std::vector<Kernel> write(const FusedOperator& fused) {
    if (fused.collective) {
      Kernel kernel =
          collective_kernel(*fused.collective, chip_, library_, timing_, fused.first_of_program);
      kernel.name = fused.name;
      kernel.op = fused.op;
      return {std::move(kernel)};
    }
    if (runs_in_queues(chip_.control, fused.kind))
      return lower_to_queues(fused, chip_, plans_, library_);
    std::vector<Kernel> kernels = lower_to_grid(fused, chip_, library_);
    place_partial_results(kernels, program_);
    return kernels;
  }

  static void append(std::vector<Kernel>& to, std::vector<Kernel> more) {
    for (Kernel& kernel : more) to.push_back(std::move(kernel));
  }

  // What the operators behind this one still need goes to the next chip.
  Kernel hand_over(int index, int after, std::int64_t times) {
    const Bytes bytes = needed_after(lifetimes_, program_.tensors, index, after);
    return collective(Collective::Kind::kSend, std::max(bytes, Bytes(1)), 2, times);
  }

  Kernel collective(Collective::Kind kind, Bytes bytes, std::int64_t chips, std::int64_t times) {
    constexpr std::array kNames = {"send",       "all_gather", "reduce_scatter",
                                   "all_reduce", "all_to_all", "broadcast"};
    const std::string name = kNames[static_cast<std::size_t>(kind)];
    const auto key = std::make_tuple(kind, bytes, chips);
    const auto [place, is_new] =
        collectives_.emplace(key, static_cast<int>(program_.operators.size()));
    if (is_new) {
      OperatorRecord record;
      record.name = "pipeline." + name;
      record.kind = name;
      record.repeat = 0;
      program_.operators.push_back(std::move(record));
    }
    program_.operators[static_cast<std::size_t>(place->second)].repeat += times;
    Collective operation;
    operation.kind = kind;
    operation.bytes = bytes;
    operation.chips = static_cast<int>(chips);
    if (plan_.apart && kind == Collective::Kind::kSend) operation.chips_per_node = 1;
    Kernel kernel = collective_kernel(operation, chip_, library_, timing_, false);
    kernel.name = "pipeline." + name;
    kernel.op = place->second;
    return kernel;
  }

  Program& program_;
  const std::vector<LoweredBlock>& blocks_;
  const PipelinePlan& plan_;
  const ChipSpec& chip_;
  const KernelLibrary& library_;
  Timing timing_;
  const std::vector<Lifetime>& lifetimes_;
  QueuePlans plans_;
  std::map<int, std::vector<Kernel>> kernels_;  // of one copy, by block
  std::map<std::tuple<Collective::Kind, Bytes, std::int64_t>, int> collectives_;
};

}  // namespace

FusedOperator share_of(const FusedOperator& fused, std::int64_t chips) {
  FusedOperator share = fused;
  std::int64_t all = chips, mine = 1;  // what divides: columns, sequences, heads, inner columns
  if (share.gemm) {
    all = share.gemm->n;
    mine = share.gemm->n = ceil_divide(all, chips);
  }
  if (share.moe) {  // of every expert, which leaves a part of every sum
    all = share.moe->inter;
    mine = share.moe->inter = ceil_divide(all, chips);
  }
  bool every_head_reads_all = false;
  if (share.attention) {
    AttentionShape& shape = *share.attention;
    const bool by_sequence = shape.batch >= chips;
    every_head_reads_all = !by_sequence && shape.latent_dim > 0;
    const std::int64_t group = shape.heads / shape.kv_heads;
    std::int64_t& divides = by_sequence ? shape.batch : shape.kv_heads;
    all = divides;
    mine = divides = ceil_divide(all, chips);
    shape.heads = shape.kv_heads * group;
  }
  // Parts are whole columns, so the last chip may have less to do than it is given.
  const auto part_of = [&](Bytes bytes) { return divided(bytes * mine, all); };
  const double part = 1 / static_cast<double>(chips);
  share.vector = {fused.vector.add_mul * part, fused.vector.special * part,
                  fused.vector.convert * part, fused.vector.reduce * part};
  for (std::size_t i = 0; i < share.reads.size(); ++i) {
    const bool is_weight = share.reads[i].role == TensorRole::kWeight;
    const bool is_a = share.gemm && i == 0;  // every chip needs all of A
    const bool is_latent = every_head_reads_all && i > 0 && !is_weight;
    const bool enters_experts = share.moe && !is_weight;
    if (!is_a && !is_latent && !enters_experts)
      share.reads[i].bytes = part_of(share.reads[i].bytes);
  }
  for (std::size_t i = 0; i < share.writes.size(); ++i)
    if (!share.moe && !(every_head_reads_all && i > 0))
      share.writes[i].bytes = part_of(share.writes[i].bytes);
  return share;
}

void add_sections(Program& program, const std::vector<LoweredBlock>& blocks,
                  const std::vector<Lifetime>& lifetimes, const PipelinePlan& plan,
                  const ChipSpec& chip, const LoweringOptions& options) {
  Sections(program, blocks, lifetimes, plan, chip, options).add();
}

}  // namespace tessera
