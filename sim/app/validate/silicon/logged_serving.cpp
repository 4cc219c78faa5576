// A log of requests, served again by an engine of vLLM: every request, and statistics of all.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/app/serving/answer.h"
#include "sim/app/serving/serve.h"
#include "sim/app/validate/silicon/request_log.h"
#include "sim/app/validate/silicon/runs.h"
#include "sim/app/validate/silicon/served_steps.h"
#include "sim/core/diagnostics.h"
#include "workloads/serving/policy.h"

namespace tessera::validation {
namespace {

constexpr const char* kPolicy = "vllm";

// Of every request, in milliseconds.
struct Times {
  std::vector<double> ttft, tpot, latency;
};

serving::Load load_of(const RequestLog& log) {
  serving::Load load;
  for (const LoggedRequest& one : log.requests) {
    serving::Request request;
    request.arrival = Picoseconds(std::llround(one.arrival_s * 1e12));
    request.prompt = one.prompt;
    request.tokens = one.tokens;
    load.requests.push_back(request);
  }
  return load;
}

// What the log states in place of what the policy has.
serving::Fleet fleet_of(const RequestLog& log, const Measurement& row, const DeviceChip& device,
                        OperatorDetail detail) {
  ParallelPlan plan;
  plan.tensor = row.number_or("tp", 1);
  serving::Fleet fleet;
  serving::EngineSpec& engine = fleet.engine;
  engine.policy = read_serving_policy(kPolicy);
  engine.policy.sequences = log.sequences.value_or(engine.policy.sequences);
  engine.policy.step_tokens = log.step_tokens.value_or(engine.policy.step_tokens);
  const ServingFramework framework = framework_named(engine.policy.framework, device);
  Steps& steps =
      steps_of(row, device, plan, std::nullopt, false, detail, serving::StepTable::fine());
  engine.blocks =
      log.cache_blocks.value_or(serving::blocks_for(engine.policy, steps.model.most_tokens()));
  fleet.replicas = row.number_or("dp", 1);
  fleet.costs = [&steps, framework](const serving::StepLoad& load) {
    serving::StepCost cost = steps.table.cost(load);
    const auto sequences = load.sequences + static_cast<std::int64_t>(load.prompts.size());
    cost.time +=
        framework.layer * steps.model.layers() + framework.step + framework.sequence * sequences;
    return cost;
  };
  return fleet;
}

std::string word(const Measurement& row, const char* column) {
  const auto found = row.words.find(column);
  return found == row.words.end() ? "" : found->second;
}

struct ServedLog {
  RequestLog log;
  Times times;
};

ServedLog serve_log(const Measurement& row, const DeviceChip& device, OperatorDetail detail) {
  ServedLog served{log_of(word(row, kLogWord)), {}};
  if (served.log.requests.empty()) throw NotPredicted("a run whose requests no table states");
  const serving::Fleet fleet = fleet_of(served.log, row, device, detail);
  const serving::Load load = load_of(served.log);
  for (const serving::Request& one : load.requests)
    if (ceil_divide(one.prompt + one.tokens, fleet.engine.policy.block_tokens) >
        fleet.engine.blocks)
      throw NotPredicted("the memory does not hold the network and a request");
  const auto milliseconds = [](Picoseconds time) { return to_seconds(time) * 1e3; };
  Times& times = served.times;
  for (const serving::Served& one : serving::serve(load, fleet).served) {
    times.ttft.push_back(milliseconds(one.first_token - one.arrival));
    times.latency.push_back(milliseconds(one.end - one.arrival));
    times.tpot.push_back(milliseconds(one.end - one.first_token) /
                         static_cast<double>(std::max<std::int64_t>(1, one.tokens - 1)));
  }
  return served;
}

// Each run is served once in a process.
const ServedLog& served_log_of(const Measurement& row, const DeviceChip& device,
                               OperatorDetail detail) {
  static std::map<std::pair<std::string, const DeviceChip*>, ServedLog> known;
  const auto key = std::pair(fmt::format("{} {} {} {}", row.model, row.number_or("tp", 1),
                                         row.number_or("dp", 1), word(row, kLogWord)),
                             &device);
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  return known.emplace(key, serve_log(row, device, detail)).first->second;
}

double statistic(const std::vector<double>& values, const std::string& name) {
  const serving::Spread spread = serving::spread_of(values);
  if (name == "mean") return spread.mean;
  if (name == "p50") return spread.p50;
  if (name == "p90") return spread.p90;
  if (name == "p99") return spread.p99;
  throw NotPredicted("no statistic is called " + name);
}

template <class Values>
Prediction predicted(Values values) {
  Prediction prediction;
  try {
    prediction.values = values();
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = mistake.what();
    std::replace(prediction.why_not.begin(), prediction.why_not.end(), '\n', ' ');
  }
  return prediction;
}

}  // namespace

Prediction request_prediction(const Measurement& row, const Conditions&, const DeviceChip& device,
                              OperatorDetail detail) {
  return predicted([&]() -> std::vector<std::string> {
    const auto& [log, times] = served_log_of(row, device, detail);
    const auto& requests = log.requests;
    std::string id = word(row, "request_id");
    std::ranges::replace(id, ' ', '_');
    const auto place = std::ranges::find(requests, id, &LoggedRequest::id);
    if (place == requests.end()) throw NotPredicted("a request without arrival or lengths");
    const auto i = static_cast<std::size_t>(place - requests.begin());
    return {shown(times.ttft[i]), shown(times.tpot[i]), shown(1e3 / times.tpot[i])};
  });
}

Prediction serving_summary_prediction(const Measurement& row, const Conditions&,
                                      const DeviceChip& device, OperatorDetail detail) {
  return predicted([&]() -> std::vector<std::string> {
    const Times& times = served_log_of(row, device, detail).times;
    const std::string metric = word(row, "metric");
    if (metric != "ttft_ms" && metric != "tpot_ms" && metric != "latency_ms")
      throw NotPredicted("no metric is called " + metric);
    const std::vector<double>& values = metric == "ttft_ms"   ? times.ttft
                                        : metric == "tpot_ms" ? times.tpot
                                                              : times.latency;
    return {shown(statistic(values, word(row, "stat")))};
  });
}

}  // namespace tessera::validation
