#include "sim/app/serving/serving_chips.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "isa/closed_form.h"
#include "models/simulate.h"
#include "sim/app/serving/spread_model.h"
#include "sim/app/simulate/spread.h"
#include "sim/app/sweep/store/point_keys.h"
#include "sim/core/diagnostics.h"
#include "workloads/join_residuals.h"

namespace tessera::serving {
namespace {

// What steps follow from: lengths are those of the points.
RequestText of_any_step(RequestText text) {
  text.phase = "decode";
  text.batch.reset();
  text.tokens.reset();
  text.seq.clear();
  text.kv.clear();
  return text;
}

// As a decode step on one chip: the plan is laid over it afterwards.
Inputs inputs_of(const RequestText& text) {
  RequestText one = of_any_step(text);
  one.parallel.clear();
  one.chips.reset();
  return resolve(request_of(one));
}

ParallelPlan plan_for(const RequestText& text) {
  const proto::Request request = request_of(of_any_step(text));
  if (request.parallel_auto())
    throw InputError(ExitCode::kUsage, "--parallel auto: traffic needs a plan, as tp=8");
  const ParallelPlan plan = plan_of(request);
  check_plan(plan);
  if (plan.context > 1)
    throw InputError(ExitCode::kUnsupported,
                     "--parallel cp: chips that share a sequence do not serve traffic yet");
  return plan;
}

ServingFramework framework_of(const Inputs& inputs, const RequestText& text,
                              const ServingPolicy& policy) {
  const std::string library = !text.library.empty()         ? text.library
                              : inputs.chip.library.empty() ? "generic"
                                                            : inputs.chip.library;
  std::string known;
  for (const ServingFramework& one : read_serving_frameworks(library)) {
    if (one.name == policy.framework) return one;
    known += (known.empty() ? "" : ", ") + one.name;
  }
  throw InputError(ExitCode::kBadInput,
                   fmt::format("policy {}: framework is '{}', the kernel library has {}",
                               policy.name, policy.framework, known));
}

StepModel::Execute execute_at(bool tile_detail) {
  return [tile_detail](const ChipSpec& chip, const Program& program) {
    return tile_detail ? simulate(chip, program, {}) : execute_closed_form(chip, program);
  };
}

ServedModel served_model(const Inputs& inputs, const ParallelPlan& plan) {
  ServedModel model;
  model.graph =
      with_joined_residuals(spread_model(inputs.graph, plan, inputs.chip, Uneven::kRefuse));
  model.types = inputs.types;
  model.stages = plan.pipeline;
  model.stages_apart = chips_of_machine(inputs.chip, plan.chips()) > 0;
  model.conditions = inputs.conditions;
  model.chips = plan.tensor;
  return model;
}

}  // namespace

ServingChips::ServingChips(const RequestText& text, ServingPolicy policy,
                           const std::filesystem::path& store)
    : inputs_(inputs_of(text)),
      plan_(plan_for(text)),
      framework_(framework_of(inputs_, text, policy)) {
  if (inputs_.workload.phase != Phase::kDecode)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("traffic: {} generates no tokens", inputs_.graph.name()));
  if (!store.empty())
    store_ = std::make_unique<StepStore>(
        store, sweep::text_of(sweep::PointKeys(*inputs_.remembered).of(of_any_step(text))));
  model_ = std::make_unique<StepModel>(inputs_.chip, inputs_.library, served_model(inputs_, plan_),
                                       execute_at(inputs_.tile_detail), store_.get());
  table_ = std::make_unique<StepTable>(*model_);
  cache_tokens_ = model_->most_tokens();
  if (cache_tokens_ <= 0)
    throw InputError(
        ExitCode::kDoesNotFit,
        fmt::format("the memory of {} holds {:.2f} GB, the weights of {} on each of {} "
                    "chips take {:.2f} GB and leave no room for a cache",
                    inputs_.chip.name,
                    static_cast<double>(inputs_.chip.memory.usable.count()) * 1e-9,
                    inputs_.graph.name(), plan_.chips(),
                    static_cast<double>(model_->weight_bytes().count()) * 1e-9));
  swap_bytes_per_s_ = policy.swap_gb_per_s * 1e9;
  engine_.blocks = blocks_for(policy, cache_tokens_);
  engine_.kv_bytes_per_token = static_cast<double>(model_->token_bytes().count());
  engine_.policy = std::move(policy);
}

ServingChips::Passage ServingChips::passage() const {
  if (!inputs_.chip.chip_link)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("prompts on other chips: {} declares no chip_link that caches "
                                 "could pass over",
                                 inputs_.chip.name));
  const ChipLinkSpec& link = *inputs_.chip.chip_link;
  const auto chips = static_cast<double>(plan_.tensor * plan_.pipeline);
  if (link.node) return {link.node->bandwidth.count() * chips, link.node->latency};
  return {link.bandwidth.count() * chips, link.latency};
}

double ServingChips::cache_bytes_per_token() const {
  return static_cast<double>(model_->token_bytes().count() * plan_.tensor);
}

StepCost ServingChips::cost(const StepLoad& load) {
  StepCost cost = table_->cost(load);
  const std::int64_t sequences = load.sequences + static_cast<std::int64_t>(load.prompts.size());
  cost.time +=
      framework_.layer * model_->layers() + framework_.step + framework_.sequence * sequences;
  if (load.swapped_bytes > 0)
    cost.time += Picoseconds(std::llround(load.swapped_bytes / swap_bytes_per_s_ * 1e12));
  return cost;
}

}  // namespace tessera::serving
