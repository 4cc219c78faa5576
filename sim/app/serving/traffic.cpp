#include "sim/app/serving/traffic.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/serving/trace_file.h"
#include "sim/app/simulate/power_and_cost.h"
#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

constexpr double kHoursPerYear = 8766;
// Of the requests, those that must keep to the objective at a rate that holds it.
constexpr double kWithin = 0.99;
constexpr double kRateStep = 1.02;            // found to 2 %
constexpr double kMostRate = 1e6;             // of --rate
constexpr double kLatestArrival = 5e5;        // seconds; half of what may be drawn
constexpr std::size_t kEnoughRequests = 100;  // one of which is the slowest hundredth

// The price of an owned chip per hour of its life, else what it is rented for, electricity
// included.
Prices prices_of(const proto::Chip& chip) {
  proto::Result result;
  add_cost(chip, result);
  Prices prices;
  if (!result.has_cost()) return prices;
  const auto& cost = result.cost();
  if (cost.has_price_usd()) {
    prices.usd_per_hour = cost.price_usd().value() / (cost.years().value() * kHoursPerYear);
    prices.usd_per_joule = cost.pue().value() * cost.usd_per_kwh().value() / 3.6e6;
  } else if (cost.has_usd_per_hour()) {
    prices.usd_per_hour = cost.usd_per_hour().value();
  }
  return prices;
}

// What prompts run on, as the request has it for all else.
RequestText text_of_prompts(const TrafficRequest& request) {
  RequestText text = request.text;
  if (!request.prompt_parallel.empty()) text.parallel = request.prompt_parallel;
  if (request.prompt_chip.empty()) return text;
  text.chip = request.prompt_chip;
  text.set.clear();
  text.with.clear();
  text.library.clear();
  return text;
}

void check_faults(const TrafficRequest& request, std::int64_t replicas) {
  for (const Fault& fault : request.faults)
    if (fault.replica < 0 || fault.replica >= replicas)
      throw InputError(ExitCode::kUsage, fmt::format("--fault names replica {}, must be 0 to {}",
                                                     fault.replica, replicas - 1));
  std::vector<Fault> sorted = request.faults;
  std::ranges::stable_sort(sorted, [](const Fault& a, const Fault& b) {
    return std::pair(a.replica, a.at) < std::pair(b.replica, b.at);
  });
  for (std::size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i].replica == sorted[i - 1].replica &&
        sorted[i].at < sorted[i - 1].at + sorted[i - 1].lasts)
      throw InputError(ExitCode::kUsage,
                       fmt::format("two faults of replica {} overlap: one begins at {:g} s, before "
                                   "the other has ended",
                                   sorted[i].replica, to_seconds(sorted[i].at)));
}

enum class Holds { kPrompts, kAll };

// Throws where the cache of `spec`, on `chips`, can never hold one of the requests.
void require_room(const Load& load, const EngineSpec& spec, const ServingChips& chips, Holds what) {
  for (std::size_t i = 0; i < load.requests.size(); ++i) {
    const std::int64_t needed =
        load.requests[i].prompt + (what == Holds::kPrompts ? 0 : load.requests[i].tokens);
    if (ceil_divide(needed, spec.policy.block_tokens) <= spec.blocks) continue;
    throw InputError(
        ExitCode::kDoesNotFit,
        fmt::format("request {} needs a cache of {} tokens, the memory of {} beside the weights "
                    "of {} holds {}",
                    i, needed, chips.inputs().chip.name, chips.inputs().graph.name(),
                    spec.blocks * spec.policy.block_tokens));
  }
}

class Traffic {
 public:
  Traffic(const TrafficRequest& request, const ServeControl& control) : control_(control) {
    output_.request = request;
    output_.chips = std::make_shared<ServingChips>(
        request.text, read_serving_policy(request.policy, request.policy_changes), request.store);
    fleet_.engine = chips().engine();
    fleet_.engine.drafted = request.drafted;
    fleet_.engine.acceptance = request.acceptance.value_or(0.7);
    fleet_.engine.seed = request.stream.seed;
    fleet_.replicas = request.replicas * chips().engines();
    fleet_.costs = [this](const StepLoad& load) { return chips().cost(load); };
    fleet_.faults = request.faults;
    check_faults(request, fleet_.replicas);
    if (request.prompt_replicas > 0 || request.split) add_prompt_pool();
  }

  TrafficOutput take() {
    if (output_.request.split)
      find_split();
    else
      serve_once();
    output_.step_error = chips().table().error();
    output_.simulated_steps = chips().model().points();
    if (output_.prompt_chips) {
      output_.step_error = std::max(output_.step_error, output_.prompt_chips->table().error());
      output_.simulated_steps += output_.prompt_chips->model().points();
    }
    add_notes();
    return std::move(output_);
  }

 private:
  ServingChips& chips() { return *output_.chips; }

  void add_prompt_pool() {
    const TrafficRequest& request = output_.request;
    output_.prompt_chips = std::make_shared<ServingChips>(
        text_of_prompts(request), read_serving_policy(request.policy, request.policy_changes),
        request.store);
    ServingChips& prompts = *output_.prompt_chips;
    const ServingChips::Passage out = prompts.passage(), in = chips().passage();
    PromptPool pool;
    pool.engine = prompts.engine();
    pool.replicas = request.prompt_replicas * prompts.engines();
    pool.costs = [&prompts](const StepLoad& load) { return prompts.cost(load); };
    pool.bytes_per_token = chips().cache_bytes_per_token();
    pool.bytes_per_s = std::min(out.bytes_per_s, in.bytes_per_s);
    pool.latency = std::max(out.latency, in.latency);
    fleet_.prompts = std::move(pool);
  }

  void serve_once() {
    if (output_.request.find_rate)
      find_rate();
    else
      try_load(output_.request.trace.empty() ? draw(output_.request.stream)
                                             : read_trace(output_.request.trace));
  }

  void split_into(std::int64_t prompts, std::int64_t all) {
    output_.request.prompt_replicas = prompts;
    output_.request.replicas = all - prompts;
    fleet_.prompts->replicas = prompts * output_.prompt_chips->engines();
    fleet_.replicas = (all - prompts) * chips().engines();
    serve_once();
  }

  // The most requests within the objective a second; of equals the shorter slowest hundredth.
  void find_split() {
    const std::int64_t all = output_.request.replicas;
    std::pair<double, double> best{-1, 0};
    std::int64_t chosen = 1;
    for (std::int64_t prompts = 1; prompts < all && !output_.serving.interrupted; ++prompts) {
      split_into(prompts, all);
      const double rate = output_.found_rate.value_or(output_.answer.goodput_per_s);
      const std::pair found{rate, -output_.answer.latency_ms.p99};
      if (found <= best) continue;
      best = found;
      chosen = prompts;
    }
    if (!output_.serving.interrupted) split_into(chosen, all);
  }

  // Chips of replicas, with what they draw and cost.
  void add_chips(const ServingChips& kind, std::int64_t replicas, ServingConditions& conditions) {
    const std::int64_t count = replicas * kind.chips();
    const auto chips = static_cast<double>(count);
    const bool first = conditions.chips == 0;
    conditions.chips += count;
    conditions.static_watts += chips * kind.inputs().chip.power.static_power.count();
    const Prices prices = prices_of(kind.inputs().chip_text);
    std::optional<double>& sum = conditions.prices.usd_per_hour;
    if (!prices.usd_per_hour)
      sum.reset();
    else if (first || sum)
      sum = sum.value_or(0) + *prices.usd_per_hour * chips;
    conditions.prices.usd_per_joule =
        std::max(conditions.prices.usd_per_joule, prices.usd_per_joule);
  }

  ServingConditions conditions() {
    ServingConditions conditions;
    conditions.chips = 0;
    conditions.engines = fleet_.replicas + (fleet_.prompts ? fleet_.prompts->replicas : 0);
    add_chips(chips(), output_.request.replicas, conditions);
    if (fleet_.prompts)
      add_chips(*output_.prompt_chips, output_.request.prompt_replicas, conditions);
    conditions.first_token = chips().framework().first_token;
    conditions.objective = output_.request.objective;
    return conditions;
  }

  void try_load(Load load) {
    require_room(load, fleet_.engine, chips(), Holds::kAll);
    if (fleet_.prompts)
      require_room(load, fleet_.prompts->engine, *output_.prompt_chips, Holds::kPrompts);
    output_.load = std::move(load);
    output_.serving = serve(output_.load, fleet_, control_);
    output_.answer = answer_of(output_.load, output_.serving, conditions());
  }

  bool holds_at(double rate) {
    Stream stream = output_.request.stream;
    stream.rate = rate;
    try_load(draw(stream));
    if (control_.interrupted && control_.interrupted()) output_.serving.interrupted = true;
    return !output_.answer.backlog.grows && output_.answer.within_objective >= kWithin;
  }

  // Doubled until the objective is missed, then halved in between; the same draws at every rate.
  void find_rate() {
    double holds = 0, misses = 0, rate = output_.request.stream.rate;
    while (misses == 0 && rate <= kMostRate && !output_.serving.interrupted) {
      if (holds_at(rate)) {
        holds = rate;
        rate *= 2;
      } else {
        misses = rate;
      }
    }
    const double least = static_cast<double>(output_.request.stream.requests) / kLatestArrival;
    while (holds == 0 && misses > least && !output_.serving.interrupted) {
      if (holds_at(misses / 2))
        holds = misses / 2;
      else
        misses /= 2;
    }
    while (holds > 0 && misses > holds * kRateStep && !output_.serving.interrupted) {
      const double middle = (holds + misses) / 2;
      (holds_at(middle) ? holds : misses) = middle;
    }
    if (misses == 0 && !output_.serving.interrupted) {
      output_.notes.emplace_back(
          "no rate misses the objective: too few requests to make a queue (--requests), or an "
          "objective that nothing can miss (--slo)");
      return;
    }
    output_.found_rate = holds;
    if (output_.load.requests.size() < kEnoughRequests)
      output_.notes.push_back(
          fmt::format("{} requests are few to find a rate with: the slowest hundredth is one of "
                      "them, and a queue has no time to grow (--requests)",
                      output_.load.requests.size()));
    if (holds > 0 && !output_.serving.interrupted) holds_at(output_.request.stream.rate = holds);
  }

  void add_notes() {
    output_.notes.insert(output_.notes.begin(), chips().inputs().notes.begin(),
                         chips().inputs().notes.end());
    if (chips().plan().pipeline > 1)
      output_.notes.emplace_back(
          "a step passes the stages of the pipeline one after the other: steps of other requests "
          "do not fill them meanwhile");
  }

  TrafficOutput output_;
  Fleet fleet_;
  const ServeControl& control_;
};

}  // namespace

TrafficOutput serve_traffic(const TrafficRequest& request, const ServeControl& control) {
  return Traffic(request, control).take();
}

}  // namespace tessera::serving
