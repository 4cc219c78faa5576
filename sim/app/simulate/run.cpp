#include "sim/app/simulate/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "isa/closed_form.h"
#include "models/simulate.h"
#include "sim/app/simulate/best_plan.h"
#include "sim/app/simulate/check_accounting.h"
#include "sim/app/simulate/combine.h"
#include "sim/app/simulate/disaggregate.h"
#include "sim/app/simulate/elasticities.h"
#include "sim/app/simulate/generation.h"
#include "sim/app/simulate/kernel.h"
#include "sim/app/simulate/overlap.h"
#include "sim/app/simulate/pipeline_pass.h"
#include "sim/app/simulate/plan_account.h"
#include "sim/app/simulate/speculation.h"
#include "sim/app/simulate/spread.h"
#include "sim/app/simulate/summarise.h"
#include "sim/app/simulate/trace_part.h"
#include "sim/app/simulate/ways.h"

namespace tessera {
namespace {

void stop_if_interrupted(const RunControl& control) {
  if (control.interrupted && control.interrupted()) throw Interrupted("interrupted");
}

Execution execute(const ChipSpec& chip, const Program& program, bool tile_detail,
                  const RunControl& control, const std::string& what) {
  stop_if_interrupted(control);
  if (!tile_detail) return execute_closed_form(chip, program);
  SimulationOptions options;
  options.interrupted = control.interrupted;
  if (control.progress)
    options.progress = [&control, &what](double share) { control.progress(what, share); };
  return simulate(chip, program, options);
}

ExecuteProgram executed_with(const Inputs& inputs, const RunControl& control,
                             const std::string& what) {
  return [&inputs, &control, what](const ChipSpec& chip, const Program& program) {
    return execute(chip, program, inputs.tile_detail, control, what);
  };
}

// Runs the part the fastest way, and checks what came back.
void execute_part(const Inputs& inputs, const RunControl& control, Part& part) {
  run_fastest_way(inputs, executed_with(inputs, control, part.name), control.trace.has_value(),
                  part);
  part.roofline = roofline(inputs.chip, part.lowered.program, part.execution);
  check_accounting(part.lowered.program, part.execution, part.roofline);
}

// One run as it grows; what is there when it ends early is the partial result.
class Run {
 public:
  Run(const proto::Request& request, const RunControl& control)
      : request_(request), control_(control) {
    output_.inputs = resolve(request, control.remembered);
    speculation_ = speculation_of(request, output_.inputs);
    output_.result = describe(request, output_.inputs);
    if (!control.figures_only) add_confidence(output_.inputs, output_.result);
  }

  void add_note(const std::string& note) {
    output_.inputs.notes.push_back(note);
    output_.result.add_note(note);
  }

  RunOutput take() {
    try {
      add_parts();
      finish_account();
      if (control_.trace) add_traces();
      // More of a resource cannot shorten what was not timed.
      if (!request_.no_elasticities() && output_.result.latency_ps() > 0) add_what_ifs();
    } catch (const Interrupted& stop) {
      end_early(ExitCode::kInterrupted, stop.what());
    } catch (const Deadlock& stop) {
      end_early(ExitCode::kDeadlock, stop.what());
    }
    return std::move(output_);
  }

 private:
  const Workload& workload() const { return output_.inputs.workload; }

  // Where chips share sequences, steps are another graph than the prompt.
  const Inputs& steps() {
    if (!output_.inputs.step_graph) return output_.inputs;
    if (!steps_) steps_ = of_steps(output_.inputs);
    return *steps_;
  }

  void add_parts() {
    if (!request_.kernel().empty()) return add_kernel();
    const Workload& w = workload();
    switch (w.phase) {
      case Phase::kInference:
        add_part(make_part(std::string(name_of(w.phase)), output_.inputs, first_batch(w)));
        break;
      case Phase::kPrefill:
        add_prompt();
        break;
      case Phase::kDecode:
        add_step(0);
        break;
      case Phase::kFull:
        add_generation();
        break;
    }
    if (speculation_) add_speculation();
  }

  void add_kernel() {
    Part part;
    part.name = "kernel";
    part.lowered.program = read_kernel(request_.kernel(), output_.inputs.chip);
    if (!part.lowered.program.name.empty()) output_.result.set_model(part.lowered.program.name);
    add_part(std::move(part));
  }

  Picoseconds add_part(Part part) {
    if (request_.strict()) require_modelled(part);
    execute_part(output_.inputs, control_, part);
    output_.parts.push_back(std::move(part));
    return Picoseconds(std::llround(latency_of(output_.parts.back())));
  }

  // Its picoseconds.
  double add_step(std::int64_t generated) {
    double elapsed = 0;
    for (Part& part : parts_of_step(steps(), speculation_, generated)) {
      const double executions = part.executions;
      elapsed += executions * static_cast<double>(add_part(std::move(part)).count());
    }
    return elapsed;
  }

  // Chunk by chunk, each behind those before it, as serving engines do that let prompts and steps
  // take turns.
  Picoseconds add_prompt() {
    const Workload& w = workload();
    const std::int64_t chunk = w.chunk > 0 ? w.chunk : w.seq;
    Picoseconds elapsed;
    for (std::int64_t done = 0; done < w.seq; done += chunk)
      elapsed += add_part(make_part("prefill", output_.inputs, prompt_chunk(w, done, chunk)));
    return elapsed;
  }

  // The prompt yields the first token; each further one takes a step over a longer cache. Steps of
  // several tokens are as many fewer, spread over the same contexts.
  void add_generation() {
    const Workload& w = workload();
    proto::Result::Generation* generation = output_.result.mutable_generation();
    if (!request_.has_prompt()) generation->set_prefill_ps(add_prompt().count());
    prompts_ = output_.parts.size();
    if (w.tokens == 1) return;
    const Interpolation steps =
        interpolate_steps(0, w.tokens - 2, [this](std::int64_t token) { return add_step(token); });
    weigh_steps(steps, *generation);
  }

  void weigh_steps(const Interpolation& steps, proto::Result::Generation& generation) {
    const double tokens = speculation_ ? speculation_->tokens_per_step() : 1;
    double all = 0;
    const auto first = output_.parts.begin() + static_cast<std::ptrdiff_t>(prompts_);
    std::stable_sort(first, output_.parts.end(),
                     [](const Part& a, const Part& b) { return a.generated < b.generated; });
    for (const InterpolationPoint& point : steps.points) {
      double elapsed = 0;
      for (auto part = first; part != output_.parts.end(); ++part) {
        if (part->generated != point.step) continue;
        elapsed += part->executions * latency_of(*part);
        part->executions *= point.weight / tokens;
      }
      all += point.weight / tokens * elapsed;
      generation.add_simulated_kv(longest_context(step_after(workload(), point.step)));
      if (point.step == steps.points.front().step)
        generation.set_first_step_ps(std::llround(elapsed));
      generation.set_last_step_ps(std::llround(elapsed));
    }
    generation.set_decode_ps(static_cast<std::int64_t>(all));
    generation.set_interpolation_error(steps.error);
  }

  // What the first step is made of, beside one of a token without a draft.
  void add_speculation() {
    if (prompts_ == output_.parts.size()) return;
    proto::Result::Speculation& s = *output_.result.mutable_speculation();
    s.set_draft(speculation_->draft);
    s.set_draft_tokens(speculation_->tokens);
    s.set_acceptance(speculation_->acceptance);
    s.set_tokens_per_step(speculation_->tokens_per_step());
    s.set_verify_ps(output_.parts[prompts_].execution.elapsed.count());
    if (speculation_->model)
      s.set_draft_ps(output_.parts[prompts_ + 1].execution.elapsed.count() * speculation_->tokens);
    Part plain = parts_of_step(output_.inputs, std::nullopt, 0).front();
    RunControl quiet = control_;
    quiet.trace.reset();
    execute_part(output_.inputs, quiet, plain);
    s.set_plain_ps(plain.execution.elapsed.count());
    const auto step = static_cast<double>(s.verify_ps() + s.draft_ps());
    s.set_speedup(static_cast<double>(s.plain_ps()) * s.tokens_per_step() / step);
  }

  // When all parts are there, in their order: a window may begin in any.
  void add_traces() {
    Picoseconds start;
    std::int64_t kept = 0;
    for (Part& part : output_.parts) {
      trace_part(output_.inputs, control_, start, kept, part);
      start += part.execution.elapsed;
      kept += static_cast<std::int64_t>(part.execution.trace.spans.size());
    }
  }

  void finish_account() {
    add_account(output_.inputs, output_.parts, output_.result);
    add_plan(output_.inputs, output_.parts, output_.result);
    add_overlap(output_.inputs, output_.parts, output_.result);
    accounted_ = true;
  }

  void add_what_ifs() {
    RunControl control = control_;
    control.trace.reset();
    control.progress = nullptr;
    const Inputs& inputs = output_.inputs;
    const ExecuteProgram one = executed_with(inputs, control, "");
    const Execute again = [&](const ChipSpec& chip, const Part& part) {
      return execute_as(part.way, part, held_chip(inputs, chip), one, false).execution;
    };
    if (control_.progress) control_.progress("elasticities", 0);
    const std::vector<ElasticityResult> found = elasticities(inputs, output_.parts, again);
    const std::optional<Resource> asked = what_if_resource(limiter(), found);
    std::optional<double> change;
    if (asked)
      change = latency_change(output_.parts, with_more(inputs, *asked, kWhatIfFactor), again);
    add_elasticities(found, output_.result);
    if (!asked) return;
    proto::Result::WhatIf* what_if = output_.result.mutable_what_if();
    what_if->set_resource(std::string(asked->name));
    what_if->set_factor(kWhatIfFactor);
    what_if->set_speedup(1 / (1 + *change));
  }

  StallCause limiter() const {
    std::size_t cause = 0;
    while (name_of(static_cast<StallCause>(cause)) != output_.result.limiter()) ++cause;
    return static_cast<StallCause>(cause);
  }

  [[noreturn]] void end_early(ExitCode code, const std::string& why) {
    output_.result.set_partial(why);
    if (!accounted_ && !output_.parts.empty())
      add_account(output_.inputs, output_.parts, output_.result);
    throw PartialRun(code, why, std::move(output_));
  }

  const proto::Request& request_;
  const RunControl& control_;
  RunOutput output_;
  std::optional<Speculation> speculation_;
  std::optional<Inputs> steps_;
  std::size_t prompts_ = 0;  // parts in front of the steps
  bool accounted_ = false;
};

RunOutput run_with_plan(const proto::Request& request, const RunControl& control) {
  if (!request.parallel_auto()) return Run(request, control).take();
  RunControl trial;
  trial.interrupted = control.interrupted;
  trial.remembered = control.remembered ? control.remembered : std::make_shared<RememberedInputs>();
  const TimePlan time = [&](const proto::Request& plan) {
    return static_cast<double>(Run(plan, trial).take().result.latency_ps());
  };
  const PlanProgress progress = [&](double share) {
    if (control.progress) control.progress("plans", share);
  };
  std::string note;
  const proto::Request best = with_best_plan(request, time, progress, note);
  Run chosen(best, control);
  chosen.add_note(note);
  return chosen.take();
}

}  // namespace

RunOutput run(const proto::Request& request, const RunControl& control) {
  if (!request.has_prompt()) return run_with_plan(request, control);
  RunControl quiet = control;
  quiet.trace.reset();
  const RunOutput prompt = run_with_plan(prompt_request(request), quiet);
  RunOutput output = run_with_plan(request, control);
  for (const std::string& note : prompt.inputs.notes) {
    output.inputs.notes.push_back("prompts: " + note);
    output.result.add_note(output.inputs.notes.back());
  }
  output.result.mutable_generation()->set_prefill_ps(prompt.result.latency_ps());
  add_prompts(prompt.inputs, prompt.result, output.inputs, output.result);
  return output;
}

}  // namespace tessera
