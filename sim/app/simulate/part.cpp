#include "sim/app/simulate/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/simulate/kv_pages.h"
#include "sim/app/simulate/spread.h"
#include "sim/core/diagnostics.h"
#include "workloads/packed_batch.h"

namespace tessera {

namespace {

// What goes wrong with a graph that is fine otherwise is that it cannot be packed.
BoundGraph bind_packed(const Inputs& inputs, const proto::Graph& graph, const Symbols& values) {
  try {
    return tessera::bind(graph, values, inputs.types);
  } catch (const InputError& error) {
    const std::string why = error.what();
    throw InputError(
        ExitCode::kUnsupported,
        fmt::format("sequences of unequal lengths: {} cannot be packed, as not all that "
                    "meets its tokens is counted in them; the first mistake: {}",
                    inputs.graph.name(), why.substr(0, why.find('\n'))));
  }
}

// What the message of the planner does not know of.
[[noreturn]] void refuse(const Inputs& inputs, Bytes unfilled, std::string message) {
  if (inputs.plan.stage_chips() > 1) {
    message = message.substr(0, message.find("; --chips"));
    message += fmt::format("; these are the bytes of each of {} chips that share every {}",
                           inputs.plan.stage_chips(), inputs.plan.pipeline > 1 ? "stage" : "layer");
  }
  if (inputs.held_beside.count() > 0)
    message += fmt::format("; the draft takes {:.2f} GB of the memory",
                           static_cast<double>(inputs.held_beside.count()) * 1e-9);
  if (unfilled.count() > 0)
    message += fmt::format("; {:.2f} GB of the memory lie idle in the last pages of the sequences",
                           static_cast<double>(unfilled.count()) * 1e-9);
  throw InputError(ExitCode::kDoesNotFit, message);
}

// Of the bound caches, what one microbatch keeps on its chips: a prompt that chips share is bound
// with as many keys as a query sees on average, of which a chip keeps its own.
double kept_share(const ParallelPlan& plan, const BatchLengths& whole, bool is_step) {
  if (plan.context == 1 || is_step) return 1;
  double seen = 0, own = 0;
  for (const SequenceLengths& one : whole) {
    const SequenceLengths part = share_of_batch(plan, {one}, false).front();
    seen += static_cast<double>(part.count * (part.seq + part.kv));
    own += static_cast<double>(part.count * (one.seq + one.kv)) / static_cast<double>(plan.context);
  }
  return own / seen;
}

// What is held beside what the graph of one microbatch says: caches of those that are elsewhere in
// the pipeline, less keys of others. Mean over the stages; may be negative.
Bytes held_beyond(const BoundGraph& bound, const ParallelPlan& plan, double kept) {
  const double held = kept * static_cast<double>(plan.microbatches) - 1;
  return Bytes(std::llround(static_cast<double>(bound.kv_bytes().count()) * held /
                            static_cast<double>(plan.pipeline)));
}

// A part of a batch may leave no tile that fits, where the whole has one: `auto` does without.
std::optional<Halves> halves_that_fit(const Inputs& inputs, const BatchLengths& own, bool is_step) {
  try {
    return halve(inputs, own, is_step);
  } catch (const InputError& error) {
    if (error.code() != ExitCode::kDoesNotFit || inputs.overlap != Overlap::kAuto) throw;
    return std::nullopt;
  }
}

// Where a layer is cut over chips its operators are not those of a part of the batch.
void add_ways(const Inputs& inputs, const BatchLengths& own, Part& part) {
  const bool any = inputs.overlap == Overlap::kAuto;
  const bool one_stage = inputs.plan.pipeline == 1;
  if ((any || inputs.overlap == Overlap::kBatches) && one_stage)
    part.halves = halves_that_fit(inputs, own, part.is_step);
  if ((any || inputs.overlap == Overlap::kProducts) && (one_stage || !part.lowered.stages.empty()))
    part.pieces = cut_in_pieces(inputs, own, part.is_step);
}

bool stages_apart(const ChipSpec& chip, const ParallelPlan& plan) {
  return chip.chip_link && chip.chip_link->node && plan.chips() > chip.chip_link->max_chips;
}

}  // namespace

BoundGraph bind_batch(const Inputs& inputs, const BatchLengths& batch) {
  Workload workload = inputs.workload;
  workload.batch = 0;
  for (const SequenceLengths& alike : batch) workload.batch += alike.count;
  const SequenceLengths& first = batch.front();
  Symbols values = symbols(inputs.graph, workload, first.seq, first.kv);
  // What may be there or not (images) has entered with the first tokens of the prompt.
  for (const proto::Symbol& symbol : inputs.graph.symbol())
    if (symbol.optional() && is_behind_the_first(inputs.workload, batch)) values[symbol.name()] = 0;
  if (batch.size() == 1) return tessera::bind(inputs.graph, values, inputs.types);
  return bind_packed(inputs, packed(inputs.graph, batch, values), values);
}

BoundGraph bind_first_batch(const proto::Graph& graph, const Workload& workload,
                            const DataTypes& types) {
  Inputs inputs;
  inputs.graph = graph;
  inputs.workload = workload;
  inputs.types = types;
  return bind_batch(inputs, first_batch(workload));
}

Part make_part(const std::string& name, const Inputs& inputs, const BatchLengths& whole,
               bool is_step) {
  const ParallelPlan& plan = inputs.plan;
  const BatchLengths batch = share_of_batch(plan, whole, is_step);
  Part part;
  part.name = name;
  part.kv = longest_context(whole);
  part.is_step = is_step;
  part.microbatches = plan.microbatches;
  const BoundGraph bound = bind_batch(inputs, batch);
  Bytes unfilled(0);
  if (inputs.kv_page > 0)
    unfilled = Bytes(unfilled_bytes(bound, batch, inputs.kv_page).count() * plan.microbatches /
                     plan.pipeline);
  ChipSpec chip = inputs.chip;
  const Bytes beside =
      inputs.held_beside + unfilled + held_beyond(bound, plan, kept_share(plan, whole, is_step));
  chip.memory.usable -= std::min(beside, chip.memory.usable);
  try {
    part.lowered =
        lower(bound, chip,
              LoweringOptions{.chips = plan.pipeline,
                              .microbatches = plan.microbatches,
                              .stages_apart = stages_apart(inputs.chip, plan),
                              .conditions = inputs.conditions,
                              .library = inputs.library,
                              .tile_times = &inputs.remembered->tile_times(inputs.chip_text)});
  } catch (const InputError& error) {
    if (error.code() == ExitCode::kDoesNotFit) refuse(inputs, unfilled, error.what());
    throw;
  }
  add_ways(inputs, batch, part);
  return part;
}

void require_modelled(const Part& part) {
  std::string names;
  for (const NotModelled& one : part.lowered.not_modelled)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", one.name, one.op_type);
  if (!names.empty()) throw InputError(ExitCode::kUnsupported, "--strict: not modelled: " + names);
}

}  // namespace tessera
