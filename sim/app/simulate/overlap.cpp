#include "sim/app/simulate/overlap.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/app/simulate/pipeline_pass.h"
#include "sim/app/simulate/spread.h"
#include "sim/core/diagnostics.h"
#include "workloads/parallel/machines.h"

namespace tessera {
namespace {

Overlap asked_for(const std::string& name) {
  if (name.empty() || name == "none") return Overlap::kNone;
  if (name == "batches") return Overlap::kBatches;
  if (name == "products") return Overlap::kProducts;
  if (name == "auto") return Overlap::kAuto;
  throw InputError(ExitCode::kUsage,
                   fmt::format("--overlap is '{}', must be none, batches, products or auto", name));
}

bool can_halve(const Inputs& inputs, const BatchLengths& whole, bool is_step) {
  return !halves_of(share_of_batch(inputs.plan, whole, is_step), can_cut_prompt(inputs, is_step))
              .empty();
}

bool prompts_can(const Inputs& inputs) {
  const Workload& w = inputs.workload;
  return can_halve(inputs, prompt_chunk(w, 0, w.chunk > 0 ? w.chunk : w.seq), false);
}

bool steps_can(const Inputs& inputs) {
  return can_halve(inputs, step_after(inputs.workload, 0), true);
}

// Why the batch cannot be cut; empty: at least some of the run can.
std::string why_not_cut(const Inputs& inputs, bool steps_alone) {
  const std::string one_sequence = fmt::format(
      "a chip has one sequence, which cannot be split: must have two, --batch {} or more",
      2 * inputs.plan.data);
  switch (inputs.workload.phase) {
    case Phase::kDecode:
      return steps_can(inputs) ? "" : one_sequence;
    case Phase::kInference:
      return can_halve(inputs, first_batch(inputs.workload), false) ? "" : one_sequence;
    case Phase::kPrefill:
      break;
    case Phase::kFull:
      if (steps_alone) return steps_can(inputs) ? "" : one_sequence;
      if (steps_can(inputs)) return "";
  }
  if (prompts_can(inputs)) return "";
  return inputs.plan.context > 1
             ? one_sequence
             : "a chip has one token of one sequence, which cannot be split: must have two";
}

struct Reason {
  ExitCode code = ExitCode::kUsage;
  std::string text;  // empty: none
};

Reason why_no_halves(const Inputs& inputs, bool steps_alone) {
  if (inputs.plan.pipeline > 1)
    return {ExitCode::kUnsupported,
            "stages of a pipeline run beside each other already and are not split further: must be "
            "a plan without pp"};
  return {ExitCode::kUsage, why_not_cut(inputs, steps_alone)};
}

void check_cores(const Inputs& inputs) {
  const std::int64_t held = inputs.library.collective.cores;
  if (held >= inputs.chip.core.count)
    throw InputError(
        ExitCode::kBadInput,
        fmt::format("--overlap: collectives of {} hold {} cores, must leave some of "
                    "the {} of {}",
                    inputs.library.name, held, inputs.chip.core.count, inputs.chip.name));
}

void note_cores(Inputs& inputs) {
  if (inputs.library.collective.cores == 0 && inputs.chip.control.blocks)
    inputs.notes.push_back(
        fmt::format("--overlap: {} does not say how many cores its collectives hold: they are "
                    "taken to hold none",
                    inputs.library.name));
}

// Halves that are asked for, where the batch cannot be cut.
void check_halves(Inputs& inputs, bool steps_alone) {
  const Reason reason = why_no_halves(inputs, steps_alone);
  if (!reason.text.empty() && inputs.overlap == Overlap::kBatches)
    throw InputError(reason.code, "--overlap batches: " + reason.text);
  if (!reason.text.empty())
    inputs.notes.push_back("--overlap auto: not in halves, as " + reason.text);
  else if (inputs.workload.phase == Phase::kFull && !steps_alone && !steps_can(inputs))
    inputs.notes.emplace_back("--overlap: a chip has one sequence, steps are not cut in halves");
}

proto::Result::Overlap::Choice* choice_of(const std::string& part, proto::Result::Overlap& to) {
  for (proto::Result::Overlap::Choice& one : *to.mutable_choice())
    if (one.part() == part) return nullptr;
  proto::Result::Overlap::Choice* fresh = to.add_choice();
  fresh->set_part(part);
  return fresh;
}

}  // namespace

void choose_overlap(const proto::Request& request, Inputs& inputs) {
  inputs.overlap = asked_for(request.overlap());
  if (inputs.overlap == Overlap::kNone) return;
  const bool halved_stages = inputs.overlap == Overlap::kBatches && inputs.plan.pipeline > 1;
  if (!halved_stages && !has_collectives(inputs.graph)) {
    const std::string why =
        "nothing is sent that operators could run beside: must be a plan (--parallel tp=, ep= or "
        "cp=) whose chips share layers";
    if (inputs.overlap != Overlap::kAuto)
      throw InputError(ExitCode::kUsage, fmt::format("--overlap {}: {}", request.overlap(), why));
    inputs.overlap = Overlap::kNone;
    return inputs.notes.push_back("--overlap auto: in one piece, as " + why);
  }
  check_cores(inputs);
  note_cores(inputs);
  if (inputs.overlap != Overlap::kProducts) check_halves(inputs, request.has_prompt());
}

void add_overlap(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result) {
  if (inputs.overlap == Overlap::kNone) return;
  proto::Result::Overlap& to = *result.mutable_overlap();
  to.set_cores(inputs.library.collective.cores);
  for (const Part& part : parts) {
    if (auto* choice = choice_of(part.name, to)) {
      choice->set_way(std::string(name_of(part.way)));
      choice->set_latency_ps(std::llround(latency_of(part)));
      for (const auto& [way, time] : part.other_ways) {
        proto::Result::Overlap::Other* other = choice->add_other();
        other->set_way(std::string(name_of(way)));
        other->set_latency_ps(time.count());
      }
    }
    const auto sum = [&](double before, Picoseconds time) {
      return before + part.executions * static_cast<double>(time.count());
    };
    to.set_communication_ps(sum(to.communication_ps(), part.overlapped.communication));
    to.set_hidden_ps(sum(to.hidden_ps(), part.overlapped.hidden));
    to.set_beside_ps(sum(to.beside_ps(), part.overlapped.beside));
  }
}

}  // namespace tessera
