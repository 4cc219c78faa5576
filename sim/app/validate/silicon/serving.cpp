#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/serving/serve.h"
#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/runs.h"
#include "sim/app/validate/silicon/served_steps.h"
#include "sim/core/diagnostics.h"
#include "workloads/parallel/plan.h"

namespace tessera::validation {
namespace {

double milliseconds(Picoseconds time) { return static_cast<double>(time.count()) / 1e9; }

std::string word(const Measurement& row, std::string_view column) {
  const auto found = row.words.find(column);
  return found == row.words.end() ? "" : found->second;
}

// Nothing stated: 16 bits, as the network is.
std::optional<DataType> narrow_type(const Measurement& row) {
  const std::string precision = word(row, "precision");
  if (precision.empty() || precision == "bf16" || precision == "fp16") return std::nullopt;
  return type_of(precision);
}

void require_predictable(const Measurement& row) {
  if (word(row, "mode") != "agg")
    throw NotPredicted("serving with separate prefill and decode is not modelled");
  if (row.number_or("pp_size", 1) > 1)
    throw NotPredicted("serving over a pipeline of chips is not modelled");
}

ParallelPlan plan_of(const Measurement& row) {
  ParallelPlan plan;
  plan.tensor = row.number("tp_size");
  plan.data = row.number_or("attention_dp_size", 1);
  plan.expert = row.number_or("moe_ep_size", 1);
  const std::int64_t of_experts = plan.expert * row.number_or("moe_tp_size", 1);
  if (plan.expert > 1 && of_experts != plan.chips())
    throw NotPredicted("experts on other chips than the layers are not modelled");
  if (plan.data > 1 && plan.expert != plan.chips())
    throw NotPredicted("experts shared by chips with sequences of their own are not modelled");
  return plan;
}

// Means over all requests.
struct Serving {
  double first_token_ms = 0, token_ms = 0, tokens_per_s = 0;
};

// The benchmark keeps `concurrency` requests under way until ten times as many have been served.
constexpr std::int64_t kWaves = 10;

// Lengths of benchmarks are drawn at random; here they are spread as evenly, the same every time.
std::vector<serving::Request> requests_of(const Measurement& row, std::int64_t under_way) {
  constexpr double kShortest = 0.8, kGoldenRatio = 0.6180339887498949, kOther = 0.7548776662466927;
  const auto drawn = [&](std::int64_t most, double step, std::int64_t i) {
    const double place = std::fmod(step * static_cast<double>(i), 1.0);
    const double share = kShortest + (1 - kShortest) * place;
    return std::max<std::int64_t>(1, std::llround(share * static_cast<double>(most)));
  };
  std::vector<serving::Request> requests;
  for (std::int64_t i = 0; i < kWaves * under_way; ++i) {
    serving::Request request;
    request.prompt = drawn(row.number("isl"), kOther, i);
    request.tokens = drawn(row.number("osl"), kGoldenRatio, i);
    requests.push_back(request);
  }
  return requests;
}

// Requests of benchmarks have nothing in common. One is taken to need half of its tokens on
// average, and none gives up its place.
serving::EngineSpec engine_of(const Measurement& row, const ServingFramework& framework,
                              std::int64_t under_way, std::int64_t cache_tokens) {
  const double input = static_cast<double>(row.number("isl"));
  const double output = static_cast<double>(row.number("osl"));
  const double needed = (input + output) / (input + output / 2);
  serving::EngineSpec engine;
  engine.policy.sequences = under_way;
  engine.policy.step_tokens = framework.step_tokens;
  engine.policy.whole_prompt_fits = true;
  engine.policy.preemption = Preemption::kNever;
  engine.policy.reserved_output = 1;
  engine.blocks = serving::blocks_for(
      engine.policy, static_cast<std::int64_t>(needed * static_cast<double>(cache_tokens)));
  return engine;
}

Serving serve(const Measurement& row, const DeviceChip& device, OperatorDetail detail) {
  require_predictable(row);
  const ServingFramework& framework = framework_named(word(row, "framework"), device);
  const std::optional<DataType> narrow = narrow_type(row);
  Steps& steps =
      steps_of(row, device, plan_of(row), narrow, narrow && framework.narrow_cache, detail);
  // Of groups with sequences of their own each has its share.
  const std::int64_t groups = plan_of(row).data;
  const std::int64_t under_way = ceil_divide(row.number("concurrency"), groups);
  const serving::Load load{requests_of(row, under_way), under_way};
  const std::int64_t cache_tokens = steps.model.most_tokens();
  if (cache_tokens < row.number("isl") + row.number("osl"))
    throw NotPredicted("the memory does not hold the network and a request");
  const Picoseconds layers = framework.layer * steps.model.layers();
  const serving::Fleet fleet{
      engine_of(row, framework, under_way, cache_tokens), 1, [&](const serving::StepLoad& step) {
        const auto sequences = step.sequences + static_cast<std::int64_t>(step.prompts.size());
        return serving::StepCost{
            steps.table.time(step) + layers + framework.step + framework.sequence * sequences,
            {},
            {}};
      }};
  const std::vector<serving::Served> served = serving::serve(load, fleet).served;
  Serving mean;
  Picoseconds last;
  double tokens = 0;
  const double n = static_cast<double>(served.size());
  for (std::size_t i = 0; i < served.size(); ++i) {
    const serving::Served& one = served[i];
    const auto further =
        static_cast<double>(std::max<std::int64_t>(1, load.requests[i].tokens - 1));
    mean.first_token_ms += milliseconds(one.first_token - one.arrival) / n;
    mean.token_ms += milliseconds(one.end - one.first_token) / (n * further);
    tokens += static_cast<double>(groups * load.requests[i].tokens);
    last = std::max(last, one.end);
  }
  mean.first_token_ms += milliseconds(framework.first_token);
  mean.tokens_per_s = 1e3 * tokens / milliseconds(last);
  return mean;
}

}  // namespace

Prediction serving_prediction(const Measurement& row, const Conditions&, const DeviceChip& device,
                              OperatorDetail detail) {
  Prediction prediction;
  try {
    const Serving served = serve(row, device, detail);
    prediction.values = {shown(served.first_token_ms), shown(served.token_ms),
                         shown(served.tokens_per_s)};
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = mistake.what();
    std::replace(prediction.why_not.begin(), prediction.why_not.end(), '\n', ' ');
  }
  return prediction;
}

}  // namespace tessera::validation
