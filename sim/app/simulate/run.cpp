#include "sim/app/simulate/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/closed_form.h"
#include "models/simulate.h"
#include "sim/app/simulate/check_accounting.h"
#include "sim/app/simulate/combine.h"
#include "sim/app/simulate/elasticities.h"
#include "sim/app/simulate/generation.h"
#include "sim/app/simulate/kernel.h"
#include "sim/app/simulate/summarise.h"

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
  options.trace = control.trace;
  options.interrupted = control.interrupted;
  if (control.progress)
    options.progress = [&control, &what](double share) { control.progress(what, share); };
  return simulate(chip, program, options);
}

// Runs the part, and checks what came back.
void execute_part(const Inputs& inputs, const RunControl& control, Part& part) {
  part.execution =
      execute(inputs.chip, part.lowered.program, inputs.tile_detail, control, part.name);
  part.roofline = roofline(inputs.chip, part.lowered.program, part.execution);
  check_accounting(part.lowered.program, part.execution, part.roofline);
}

// One run as it grows; what is there when it ends early is the partial result.
class Run {
 public:
  Run(const proto::Request& request, const RunControl& control)
      : request_(request), control_(control) {
    output_.inputs = resolve(request);
    output_.result = describe(request, output_.inputs);
  }

  RunOutput take() {
    try {
      add_parts();
      finish_account();
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

  void add_parts() {
    if (!request_.kernel().empty()) return add_kernel();
    const Workload& w = workload();
    switch (w.phase) {
      case Phase::kInference:
        add_part(std::string(name_of(w.phase)), w.seq, w.kv);
        break;
      case Phase::kPrefill:
        add_prompt();
        break;
      case Phase::kDecode:
        add_part("decode", 1, w.kv);
        break;
      case Phase::kFull:
        add_generation();
        break;
    }
  }

  void add_kernel() {
    Part part;
    part.name = "kernel";
    part.lowered.program = read_kernel(request_.kernel(), output_.inputs.chip);
    if (!part.lowered.program.name.empty()) output_.result.set_model(part.lowered.program.name);
    finish_part(std::move(part));
  }

  Part& add_part(const std::string& name, std::int64_t seq, std::int64_t kv) {
    return finish_part(make_part(name, output_.inputs, seq, kv));
  }

  Part& finish_part(Part part) {
    if (request_.strict()) require_modelled(part);
    execute_part(output_.inputs, control_, part);
    output_.parts.push_back(std::move(part));
    return output_.parts.back();
  }

  // Chunk by chunk, each behind those before it, as serving engines do that let prompts and steps
  // take turns.
  Picoseconds add_prompt() {
    const Workload& w = workload();
    const std::int64_t chunk = w.chunk > 0 ? w.chunk : w.seq;
    Picoseconds elapsed;
    for (std::int64_t done = 0; done < w.seq; done += chunk)
      elapsed += add_part("prefill", std::min(chunk, w.seq - done), w.kv + done).execution.elapsed;
    return elapsed;
  }

  // The prompt yields the first token; each further one takes a step over a longer cache.
  void add_generation() {
    const Workload& w = workload();
    proto::Result::Generation* generation = output_.result.mutable_generation();
    generation->set_prefill_ps(add_prompt().count());
    if (w.tokens == 1) return;
    const std::int64_t first = w.kv + w.seq;
    const Interpolation steps =
        interpolate_steps(first, first + w.tokens - 2, [this](std::int64_t kv) {
          return static_cast<double>(add_part("decode", 1, kv).execution.elapsed.count());
        });
    weigh_steps(steps, *generation);
  }

  void weigh_steps(const Interpolation& steps, proto::Result::Generation& generation) {
    double all = 0;
    std::vector<Part> ordered;
    for (Part& part : output_.parts)
      if (part.name == "prefill") ordered.push_back(std::move(part));
    const std::size_t prompts = ordered.size();
    for (const InterpolationPoint& point : steps.points) {
      for (Part& part : output_.parts) {
        if (part.name != "decode" || part.kv != point.step) continue;
        part.executions = point.weight;
        all += point.weight * static_cast<double>(part.execution.elapsed.count());
        generation.add_simulated_kv(part.kv);
        ordered.push_back(std::move(part));
      }
    }
    output_.parts = std::move(ordered);
    generation.set_decode_ps(static_cast<std::int64_t>(all));
    generation.set_first_step_ps(output_.parts[prompts].execution.elapsed.count());
    generation.set_last_step_ps(output_.parts.back().execution.elapsed.count());
    generation.set_interpolation_error(steps.error);
  }

  void finish_account() {
    add_account(output_.inputs, output_.parts, output_.result);
    accounted_ = true;
  }

  void add_what_ifs() {
    RunControl control = control_;
    control.trace = false;
    control.progress = nullptr;
    const Inputs& inputs = output_.inputs;
    const Execute again = [&](const ChipSpec& chip, const Program& program) {
      return execute(chip, program, inputs.tile_detail, control, "");
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
  bool accounted_ = false;
};

}  // namespace

RunOutput run(const proto::Request& request, const RunControl& control) {
  return Run(request, control).take();
}

}  // namespace tessera
