#include "sim/app/simulate/plan_account.h"

#include "sim/app/simulate/pipeline_pass.h"
#include "sim/app/simulate/spread.h"

namespace tessera {
namespace {

BatchLengths last_batch(const Workload& w) {
  switch (w.phase) {
    case Phase::kFull:
      return step_after(w, w.tokens > 0 ? w.tokens - 1 : 0);
    case Phase::kPrefill:
      return prompt_chunk(w, 0, w.seq);
    default:
      return first_batch(w);
  }
}

// As if the chips that share a sequence were one: what they share divides evenly.
BatchLengths of_all_context_chips(ParallelPlan plan, const BatchLengths& batch) {
  plan.context = 1;
  return share_of_batch(plan, batch, true);
}

double bubble_share(const std::vector<Part>& parts) {
  double waited = 0, whole = 0;
  for (const Part& part : parts) {
    const double time = part.executions * latency_of(part);
    waited += time * bubble_share(part);
    whole += time;
  }
  return whole > 0 ? waited / whole : 0;
}

}  // namespace

void add_plan(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result) {
  const ParallelPlan& plan = inputs.plan;
  if (plan.chips() == 1 || parts.empty()) return;
  const BatchLengths batch = of_all_context_chips(plan, last_batch(inputs.workload));
  const BoundGraph own = bind_batch(of_steps(inputs), batch);
  Inputs undivided = inputs;
  undivided.graph = inputs.network;
  const BoundGraph whole = bind_batch(undivided, batch);
  const auto stages = static_cast<double>(parts.front().lowered.chips_in_use);
  const auto cached = static_cast<double>(own.kv_bytes().count());
  proto::Result::Plan& to = *result.mutable_plan();
  to.set_text(name_of(plan));
  to.set_stages(parts.front().lowered.chips_in_use);
  to.set_chips_per_stage(plan.stage_chips());
  to.set_microbatches(plan.microbatches);
  to.set_bubble_share(bubble_share(parts));
  to.set_weight_bytes(static_cast<double>(own.weight_bytes().count()) / stages);
  to.set_kv_bytes(cached * static_cast<double>(plan.microbatches) / stages /
                  static_cast<double>(plan.context));
  if (whole.kv_bytes().count() > 0)
    to.set_kv_copies(cached * static_cast<double>(plan.tensor) /
                     static_cast<double>(whole.kv_bytes().count()));
}

}  // namespace tessera
