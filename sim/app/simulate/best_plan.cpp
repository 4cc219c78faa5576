#include "sim/app/simulate/best_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/app/simulate/inputs.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostChipsSearched = 1024;

std::vector<std::int64_t> divisors(std::int64_t number) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 1; i <= number; ++i)
    if (number % i == 0) all.push_back(i);
  return all;
}

// What the network and the batch leave open.
struct Bounds {
  bool experts = false;
  bool context = false;  // there is a prompt or a cache to share
  std::int64_t layers = 1;
  std::int64_t batch = 1;
};

Bounds bounds_of(const proto::Request& request) {
  proto::Request one = request;
  one.clear_parallel_auto();
  one.clear_chips();
  one.clear_overlap();
  const Inputs inputs = resolve(one);
  Bounds bounds;
  bounds.batch = inputs.workload.batch;
  bounds.context = inputs.workload.phase != Phase::kInference && bounds.batch == 1;
  for (const proto::GraphBlock& block : inputs.graph.block()) {
    bounds.layers = std::max<std::int64_t>(bounds.layers, block.repeat());
    for (const proto::Node& node : block.node()) bounds.experts |= node.has_moe();
  }
  return bounds;
}

// Whatever else the chips of a stage share, any number of them that divides theirs.
std::vector<std::int64_t> expert_counts(const ParallelPlan& plan, const Bounds& bounds) {
  return bounds.experts ? divisors(plan.stage_chips()) : std::vector<std::int64_t>{1};
}

std::vector<ParallelPlan> plans_on(std::int64_t chips, const Bounds& bounds) {
  std::vector<ParallelPlan> plans;
  for (const std::int64_t tensor : divisors(chips)) {
    for (const std::int64_t pipeline : divisors(chips / tensor)) {
      if (pipeline > bounds.layers) continue;
      for (const std::int64_t data : divisors(chips / tensor / pipeline)) {
        ParallelPlan plan;
        plan.tensor = tensor;
        plan.pipeline = pipeline;
        plan.data = data;
        plan.context = chips / tensor / pipeline / data;
        if (data > bounds.batch || (plan.context > 1 && !bounds.context)) continue;
        plan.microbatches = std::min(pipeline, std::max<std::int64_t>(1, bounds.batch / data));
        for (const std::int64_t expert : expert_counts(plan, bounds)) {
          plan.expert = expert;
          plans.push_back(plan);
        }
      }
    }
  }
  return plans;
}

// Heads that do not divide and links that do not reach are a matter of the plan.
bool is_of_the_plan(ExitCode code) {
  return code == ExitCode::kDoesNotFit || code == ExitCode::kUsage ||
         code == ExitCode::kUnsupported;
}

class Search {
 public:
  Search(const proto::Request& request, const TimePlan& time, const PlanProgress& progress)
      : request_(request), time_(time), progress_(progress), bounds_(bounds_of(request)) {
    request_.clear_parallel_auto();
    request_.set_detail("analytic");
    request_.set_no_elasticities(true);
  }

  PlanSearch on(std::int64_t chips) {
    PlanSearch search;
    search.chips = chips;
    const std::vector<ParallelPlan> plans = plans_on(chips, bounds_);
    for (const ParallelPlan& plan : plans) {
      if (progress_)
        progress_(static_cast<double>(search.tried) / static_cast<double>(plans.size()));
      ++search.tried;
      try_plan(plan, search);
    }
    std::ranges::stable_sort(search.fitting, {}, &TriedPlan::latency_ps);
    return search;
  }

 private:
  void try_plan(const ParallelPlan& plan, PlanSearch& search) {
    set_plan(plan, request_);
    try {
      search.fitting.push_back({plan, time_(request_)});
    } catch (const InputError& error) {
      if (!is_of_the_plan(error.code())) throw;
      const bool large = error.code() == ExitCode::kDoesNotFit;
      if (large) ++search.too_large;
      if (search.why_none.empty() || large) search.why_none = error.what();
    }
  }

  proto::Request request_;
  const TimePlan& time_;
  const PlanProgress& progress_;
  Bounds bounds_;
};

std::string time_text(double picoseconds) {
  return picoseconds < 1e12 ? fmt::format("{:.3g} ms", picoseconds * 1e-9)
                            : fmt::format("{:.3g} s", picoseconds * 1e-12);
}

std::string said(const PlanSearch& search) {
  constexpr std::size_t kNamed = 3;
  std::string others;
  for (std::size_t i = 1; i < std::min(kNamed, search.fitting.size()); ++i)
    others += fmt::format("{}{} {}", others.empty() ? "" : ", ", name_of(search.fitting[i].plan),
                          time_text(search.fitting[i].latency_ps));
  std::string text = fmt::format(
      "--parallel auto: {} is the fastest of {} plan{} on {} chip{} ({} at the closed form{}{})",
      name_of(search.fitting.front().plan), search.tried, search.tried == 1 ? "" : "s",
      search.chips, search.chips == 1 ? "" : "s", time_text(search.fitting.front().latency_ps),
      others.empty() ? "" : "; next ", others);
  if (search.too_large > 0)
    text += fmt::format("; {} do{} not fit", search.too_large, search.too_large == 1 ? "es" : "");
  return text;
}

}  // namespace

void set_plan(const ParallelPlan& plan, proto::Request& request) {
  const auto several = [](std::int64_t count) { return count > 1 ? count : 0; };
  request.set_chips(plan.pipeline);
  request.set_tensor_parallel(several(plan.tensor));
  request.set_expert_parallel(several(plan.expert));
  request.set_data_parallel(several(plan.data));
  request.set_context_parallel(several(plan.context));
  request.set_microbatches(several(plan.microbatches));
}

PlanSearch search_plans(const proto::Request& request, const TimePlan& time,
                        const PlanProgress& progress) {
  Search search(request, time, progress);
  if (request.chips() > kMostChipsSearched)
    throw InputError(ExitCode::kUsage,
                     fmt::format("--parallel auto: --chips is {}, must be at most {}",
                                 request.chips(), kMostChipsSearched));
  if (request.chips() > 0) {
    PlanSearch found = search.on(request.chips());
    if (found.fitting.empty())
      throw InputError(found.too_large > 0 ? ExitCode::kDoesNotFit : ExitCode::kUsage,
                       fmt::format("--parallel auto: none of {} plans on {} chips works: {}",
                                   found.tried, found.chips, found.why_none));
    return found;
  }
  PlanSearch found;
  for (std::int64_t chips = 1; chips <= kMostChipsSearched; chips *= 2) {
    PlanSearch next = search.on(chips);
    const bool could_be_more = next.too_large > 0;
    found = std::move(next);
    if (!found.fitting.empty() || !could_be_more) break;
  }
  if (found.fitting.empty())
    throw InputError(ExitCode::kDoesNotFit,
                     fmt::format("--parallel auto: no plan on up to {} chips works: {}",
                                 found.chips, found.why_none));
  return found;
}

proto::Request with_best_plan(const proto::Request& request, const TimePlan& time,
                              const PlanProgress& progress, std::string& note) {
  const PlanSearch search = search_plans(request, time, progress);
  note = said(search);
  proto::Request chosen = request;
  chosen.clear_parallel_auto();
  set_plan(search.fitting.front().plan, chosen);
  return chosen;
}

}  // namespace tessera
