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
constexpr double kRateStep = 1.02;  // found to 2 %

// The price of an owned chip per hour of its life, else what it is rented for.
Prices prices_of(const proto::Chip& chip) {
  proto::Result result;
  add_cost(chip, result);
  Prices prices;
  if (!result.has_cost()) return prices;
  const auto& cost = result.cost();
  if (cost.has_price_usd()) {
    prices.chip_usd_per_hour = cost.price_usd().value() / (cost.years().value() * kHoursPerYear);
    prices.usd_per_joule = cost.pue().value() * cost.usd_per_kwh().value() / 3.6e6;
  } else if (cost.has_usd_per_hour()) {
    prices.chip_usd_per_hour = cost.usd_per_hour().value();  // electricity is in it
  }
  return prices;
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
  }

  TrafficOutput take() {
    if (output_.request.find_rate)
      find_rate();
    else
      try_load(output_.request.trace.empty() ? draw(output_.request.stream)
                                             : read_trace(output_.request.trace));
    output_.step_error = chips().table().error();
    output_.simulated_steps = chips().model().points();
    add_notes();
    return std::move(output_);
  }

 private:
  ServingChips& chips() { return *output_.chips; }

  ServingConditions conditions() {
    ServingConditions conditions;
    conditions.engines = fleet_.replicas;
    conditions.chips = output_.request.replicas * chips().chips();
    conditions.static_watts = chips().inputs().chip.power.static_power.count();
    conditions.first_token = chips().framework().first_token;
    conditions.objective = output_.request.objective;
    conditions.prices = prices_of(chips().inputs().chip_text);
    return conditions;
  }

  void require_room(const Load& load) {
    const std::vector<Served> none;
    const std::int64_t tokens = fleet_.engine.blocks * fleet_.engine.policy.block_tokens;
    for (std::size_t i = 0; i < load.requests.size(); ++i) {
      const std::int64_t needed = load.requests[i].prompt + load.requests[i].tokens;
      const std::int64_t blocks = ceil_divide(needed, fleet_.engine.policy.block_tokens);
      if (blocks <= fleet_.engine.blocks) continue;
      throw InputError(
          ExitCode::kDoesNotFit,
          fmt::format("request {} needs a cache of {} tokens, the memory of {} beside the weights "
                      "of {} holds {}",
                      i, needed, chips().inputs().chip.name, chips().inputs().graph.name(),
                      tokens));
    }
  }

  void try_load(Load load) {
    require_room(load);
    output_.load = std::move(load);
    output_.serving = serve(output_.load, fleet_, control_);
    output_.answer = answer_of(output_.load, output_.serving, conditions());
  }

  bool holds_at(double rate) {
    Stream stream = output_.request.stream;
    stream.rate = rate;
    try_load(draw(stream));
    return !output_.answer.backlog.grows && output_.answer.within_objective >= kWithin;
  }

  // Doubled until the objective is missed, then halved in between; the same draws at every rate.
  void find_rate() {
    double holds = 0, misses = 0, rate = output_.request.stream.rate;
    while (misses == 0 && !output_.serving.interrupted) {
      if (holds_at(rate)) {
        holds = rate;
        rate *= 2;
      } else {
        misses = rate;
      }
    }
    constexpr double kLeastRate = 1e-4;
    while (holds == 0 && misses > kLeastRate && !output_.serving.interrupted) {
      if (holds_at(misses / 2))
        holds = misses / 2;
      else
        misses /= 2;
    }
    while (holds > 0 && misses > holds * kRateStep && !output_.serving.interrupted) {
      const double middle = (holds + misses) / 2;
      (holds_at(middle) ? holds : misses) = middle;
    }
    output_.found_rate = holds;
    if (holds > 0 && !output_.serving.interrupted) holds_at(output_.request.stream.rate = holds);
  }

  void add_notes() {
    output_.notes = chips().inputs().notes;
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
