#include "sim/app/simulate/spread.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/pipeline.h"
#include "workloads/parallel/context_parallel.h"
#include "workloads/parallel/expert_parallel.h"
#include "workloads/parallel/machines.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera {
namespace {

std::int64_t at_least_one(std::int64_t count) { return count == 0 ? 1 : count; }

// Of a chip's fabric where there are further machines; 0: there are none.
std::int64_t machine_of(const ChipSpec& chip) {
  return chip.chip_link && chip.chip_link->node ? chip.chip_link->max_chips : 0;
}

// Of chips that lie `stride` apart, those in one machine.
std::int64_t per_machine(const ChipSpec& chip, std::int64_t chips, std::int64_t stride) {
  const std::int64_t machine = machine_of(chip);
  if (machine == 0) {
    check_chips(chip, chips * stride);
    return 0;
  }
  const std::int64_t each = std::max<std::int64_t>(1, machine / stride);
  return each < chips ? each : 0;
}

void check_batch(const Inputs& inputs) {
  const ParallelPlan& plan = inputs.plan;
  const std::int64_t own = ceil_divide(inputs.workload.batch, plan.data);
  if (plan.microbatches > own)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--microbatches is {}, must be at most {}, the sequences that "
                                 "pass one pipeline",
                                 plan.microbatches, own));
}

// What shares a sequence needs a prompt or a cache to share.
void check_context(Inputs& inputs) {
  if (inputs.plan.context == 1) return;
  if (inputs.workload.phase == Phase::kInference)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("--parallel cp: {} has no prompt and no cache that chips could "
                                 "share",
                                 inputs.graph.name()));
  if (inputs.workload.chunk > 0)
    throw InputError(ExitCode::kUnsupported,
                     "--parallel cp with --chunk: chunks of a prompt are not shared by chips");
  if (inputs.workload.kv > 0 && inputs.workload.phase != Phase::kDecode)
    inputs.notes.emplace_back(
        "--parallel cp: what chips send one another of the tokens cached before is not counted");
  for (const SequenceLengths& one : first_batch(inputs.workload)) {
    const std::int64_t shared = inputs.workload.phase == Phase::kDecode ? one.kv : one.seq;
    if (shared < inputs.plan.context)
      throw InputError(ExitCode::kUsage,
                       fmt::format("--parallel cp={}: a sequence has {} tokens to share, must "
                                   "have at least as many as chips",
                                   inputs.plan.context, shared));
  }
}

double sources_of(const Inputs& inputs, std::int64_t same_tokens) {
  const ParallelPlan& plan = inputs.plan;
  const auto batch = static_cast<double>(inputs.workload.batch);
  const auto groups = static_cast<double>(plan.data * plan.microbatches);
  const auto own =
      static_cast<double>(ceil_divide(inputs.workload.batch, plan.data * plan.microbatches));
  const double chips = static_cast<double>(plan.expert) / static_cast<double>(same_tokens);
  return std::max(1.0, chips * batch / groups / own);
}

// In a step the chips that share a sequence have the same token of it.
proto::Graph with_experts_spread(const Inputs& inputs, bool is_step) {
  const ParallelPlan& plan = inputs.plan;
  if (plan.expert == 1) return inputs.graph;
  ExpertSpread spread;
  spread.ranks = plan.expert;
  spread.tensor_parallel = plan.tensor;
  spread.same_tokens = std::min(plan.expert, plan.tensor * (is_step ? plan.context : 1));
  spread.chips_per_node = chips_per_node(inputs.chip, plan.expert);
  spread.sources = spread.sends_tokens() ? sources_of(inputs, spread.same_tokens) : 1;
  return expert_parallel(inputs.graph, spread);
}

// What one chip runs of a prompt, or of a step.
proto::Graph cut(const Inputs& inputs, bool is_step) {
  const ParallelPlan& plan = inputs.plan;
  const proto::Graph part = tensor_parallel(with_experts_spread(inputs, is_step), plan.tensor,
                                            chips_per_node(inputs.chip, plan.tensor));
  if (plan.context == 1) return part;
  const std::int64_t each = per_machine(inputs.chip, plan.context, plan.tensor);
  return is_step ? context_parallel_step(part, plan.context, each)
                 : context_parallel_prompt(part, plan.context, each);
}

void note_plan(Inputs& inputs) {
  const ParallelPlan& plan = inputs.plan;
  const std::int64_t batch = inputs.workload.batch;
  if (plan.stage_chips() == plan.tensor) {
    if (plan.tensor > 1)
      inputs.notes.push_back(
          fmt::format("every layer is shared by {} chips, which all do the same: bytes, "
                      "operations and engines are those of one of them",
                      plan.tensor));
    return;
  }
  inputs.notes.push_back(
      fmt::format("{} chips share every stage ({}) and all do the same: bytes, operations and "
                  "engines are those of one of them",
                  plan.stage_chips(), name_of(plan)));
  if (batch % plan.data != 0)
    inputs.notes.push_back(
        fmt::format("{} sequences do not divide over {} groups: the time is that of a group "
                    "with {}",
                    batch, plan.data, ceil_divide(batch, plan.data)));
}

void note_microbatches(Inputs& inputs) {
  const ParallelPlan& plan = inputs.plan;
  if (plan.microbatches == 1) return;
  const std::int64_t groups = plan.data * plan.microbatches;
  std::string note = fmt::format(
      "the batch passes the pipeline in {} microbatches: bytes, operations and engines are those "
      "on the way of the last one, energy is that of all",
      plan.microbatches);
  if (inputs.workload.batch % groups != 0)
    note += fmt::format("; {} sequences do not divide, the time is of microbatches with {}",
                        inputs.workload.batch, ceil_divide(inputs.workload.batch, groups));
  inputs.notes.push_back(note);
}

// Every `of`-th, from the first on, of sequences that lie behind each other.
std::int64_t dealt(std::int64_t before, std::int64_t count, std::int64_t of) {
  return ceil_divide(before + count, of) - ceil_divide(before, of);
}

SequenceLengths part_of(const SequenceLengths& whole, std::int64_t chips, bool is_step) {
  SequenceLengths part = whole;
  if (is_step) {
    part.kv = ceil_divide(whole.kv, chips);
  } else {
    part.seq = ceil_divide(whole.seq, chips);
    part.kv = whole.kv + (whole.seq - part.seq) / 2;
  }
  return part;
}

}  // namespace

ParallelPlan plan_of(const proto::Request& request) {
  ParallelPlan plan;
  plan.tensor = at_least_one(request.tensor_parallel());
  plan.pipeline = at_least_one(request.chips());
  plan.expert = at_least_one(request.expert_parallel());
  plan.data = at_least_one(request.data_parallel());
  plan.context = at_least_one(request.context_parallel());
  plan.microbatches = at_least_one(request.microbatches());
  return plan;
}

void spread_over_chips(Inputs& inputs) {
  const ParallelPlan& plan = inputs.plan;
  check_plan(plan);
  check_batch(inputs);
  note_microbatches(inputs);
  if (plan.stage_chips() == 1) return;
  if (has_collectives(inputs.graph))
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("--parallel: {} is what one of several chips does already, its "
                                 "collectives say of how many",
                                 inputs.graph.name()));
  check_context(inputs);
  const bool is_step = inputs.workload.phase == Phase::kDecode;
  proto::Graph graph = cut(inputs, is_step);
  if (plan.context > 1 && inputs.workload.phase == Phase::kFull)
    inputs.step_graph = cut(inputs, true);
  inputs.graph = std::move(graph);
  note_plan(inputs);
}

Inputs of_steps(Inputs inputs) {
  if (inputs.step_graph) inputs.graph = *std::move(inputs.step_graph);
  inputs.step_graph.reset();
  return inputs;
}

BatchLengths share_of_batch(const ParallelPlan& plan, BatchLengths batch, bool is_step) {
  const std::int64_t groups = plan.data * plan.microbatches;
  if (groups > 1)
    std::ranges::stable_sort(batch, std::greater{},
                             [](const SequenceLengths& one) { return one.seq + one.kv; });
  BatchLengths share;
  std::int64_t before = 0;
  for (const SequenceLengths& alike : batch) {
    SequenceLengths own = part_of(alike, plan.context, is_step);
    own.count = dealt(before, alike.count, groups);
    before += alike.count;
    if (own.count > 0) share.push_back(own);
  }
  return share;
}

}  // namespace tessera
