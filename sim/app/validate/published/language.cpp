// Language models: first tokens, times per token and tokens per second.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/app/validate/published/language_run.h"
#include "sim/app/validate/published/layout.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/row_reader.h"
#include "sim/core/diagnostics.h"
#include "workloads/model_reader.h"

namespace tessera::validation::published {
namespace {

// MLPerf's GPT-J searches with four beams (its rules, language task of v3 and v4).
constexpr std::int64_t kBeams = 4;
// MLPerf leaves the layout open, and submitters take the fastest: the fewest chips that keep this
// share of their memory for caches, and as many such groups as there are chips for.
constexpr double kForCaches = 0.4;
constexpr std::int64_t kWaves = 10;  // of requests, where their number is not stated

bool is_offline(const Row& row) { return says(row.phase, "offline"); }
bool is_at_most_load(const Row& row) { return is_offline(row) || says(row.phase, "max load"); }
bool keeps_requests_under_way(const Row& row) {
  return is_at_most_load(row) || number_behind(row.conditions, R"(concurrency (\d+))");
}
std::int64_t beams_of(const Row& row, const std::string& network) {
  return says(row.workload, "MLPerf") && network == "gpt-j-6b" ? kBeams : 1;
}

// In the order of trust: what the row names; the engine of a chip's own software; for engines
// without a record, the one most like them.
std::vector<std::string> framework_names(const Row& row, const DeviceChip& device) {
  std::vector<std::string> names;
  for (const auto& [words, name] : {std::pair{"TensorRT-LLM", "trtllm"},
                                    {"SGLang", "sglang"},
                                    {"vLLM", "vllm"},
                                    {"Chitu", "chitu"}})
    if (says(row.conditions, words)) names.emplace_back(name);
  names.push_back(device.library.name);
  if (is_at_most_load(row) || says(row.conditions, "MLPerf")) names.emplace_back("trtllm");
  if (says(row.conditions, "engine")) names.emplace_back("vllm");
  return names;
}

ServingFramework framework_of(const Row& row, const DeviceChip& device) {
  const std::vector<ServingFramework> known = read_serving_frameworks(device.library.name);
  for (const std::string& name : framework_names(row, device))
    for (const ServingFramework& framework : known)
      if (framework.name == name) return framework;
  return {};
}

struct Load {
  double input = 0, output = 0;
  std::optional<std::int64_t> batch;  // none: as many as there is room for
};

std::optional<std::int64_t> batch_of(const Row& row, double input) {
  if (const auto number = integer_in(row.batch)) return *number;
  if (const auto tokens = number_behind(row.batch, R"((\d+) tokens per)"))
    return std::llround(*tokens * static_cast<double>(chips_of(row)) / input);
  if (says(row.phase, "single-stream")) return 1;
  if (is_at_most_load(row)) {
    const auto requests = number_behind(row.batch, R"((\d+) requests)");
    return requests ? std::optional<std::int64_t>(std::llround(*requests)) : std::nullopt;
  }
  throw NotPredicted("no batch or number of requests under way is stated");
}

Load load_of(const Row& row) {
  const auto input = length_of(row.input), output = length_of(row.output);
  if (!input) throw NotPredicted("lengths are not stated");
  const bool needs_output = !says(row.phase, "prefill") && !says(row.phase, "decode");
  if (needs_output && !output) throw NotPredicted("lengths are not stated");
  Load load{*input, output.value_or(0), {}};
  load.batch = batch_of(row, *input);
  return load;
}

std::int64_t heads_of(const std::string& network) {
  const proto::Graph graph = read_model(network);
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node()) {
      if (node.has_attention()) return integer_in(node.attention().heads()).value_or(1);
      if (node.has_latent_attention())
        return integer_in(node.latent_attention().heads()).value_or(1);
    }
  throw NotPredicted("a network without attention");
}

ParallelPlan fewest_chips(const Row& row, const DeviceChip& device, LanguageModel model) {
  const std::int64_t chips = chips_of(row);
  for (std::int64_t tensor = 1; tensor <= chips; ++tensor) {
    if (chips % tensor != 0 || (tensor & (tensor - 1)) != 0) continue;
    model.plan = {};
    model.plan.tensor = tensor;
    if (free_share(device, model) >= kForCaches) {
      model.plan.data = chips / tensor;
      return model.plan;
    }
  }
  return layout_of(row);
}

LanguageModel model_of(const Row& row, const Asked& asked, const DeviceChip& device) {
  LanguageModel model;
  model.network = asked.network;
  model.types = language_types(row.dtype);
  model.framework = framework_of(row, device);
  // A benchmark of one batch: nothing is scheduled, and tokens stay on the device.
  if (says(row.phase, "static batch")) model.framework.sequence = {};
  model.older_software = says(row.conditions, "TensorRT-LLM v0.");  // of 2023
  const bool open = says(row.conditions, "MLPerf") && says(row.workload, "MLPerf");
  model.plan = open ? fewest_chips(row, device, model) : layout_of(row);
  if (model.plan.tensor > 2 * heads_of(model.network))
    throw NotPredicted("far more chips than heads, and how they share layers is not stated");
  return model;
}

// Compiled for caches of a fixed length, a step reads all of it ("sequence bucket 4096").
std::int64_t cache_of(const Row& row, std::int64_t kv) {
  const auto bucket = number_behind(row.conditions, R"(sequence bucket (\d+))");
  return bucket ? std::max(kv, static_cast<std::int64_t>(*bucket)) : kv;
}

bool has_experts(const std::string& network) {
  const proto::Graph graph = read_model(network);
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      if (node.has_moe()) return true;
  return false;
}

// Of a mixture under as much load as there is room for, serving engines offer two layouts on as
// many chips, and the faster one is published: layers shared by all chips, or experts shared and
// sequences of their own.
std::vector<LanguageModel> layouts_of(const Row& row, const LanguageModel& model) {
  std::vector<LanguageModel> layouts = {model};
  if (!is_at_most_load(row) || model.plan.tensor == 1 || model.plan.expert > 1 ||
      model.plan.pipeline > 1 || !has_experts(model.network))
    return layouts;
  LanguageModel spread = model;
  spread.plan.expert = spread.plan.data = model.plan.tensor * model.plan.data;
  spread.plan.tensor = 1;
  layouts.push_back(spread);
  return layouts;
}

std::int64_t whole(double tokens) { return std::max<std::int64_t>(1, std::llround(tokens)); }

// Of a run in which requests take each other's places.
double time_under_load(const Row& row, LanguageRun& run, const Load& load, std::int64_t beams) {
  const std::int64_t room = run.most_sequences(load.input, load.output);
  const std::int64_t batch = std::min(load.batch ? *load.batch * beams : room, room);
  if (says(row.metric, "first token")) {
    const auto requests = number_behind(row.conditions, R"((\d+) requests)");
    return run.first_token(batch, requests ? std::llround(*requests) : kWaves * batch,
                           whole(load.input), whole(load.output));
  }
  return run.loaded_step(static_cast<double>(batch), load.input, load.output) /
         static_cast<double>(batch);
}

bool is_per_sample(const Row& row) {
  return row.unit.starts_with("samples") || row.unit.starts_with("inferences");
}

double value_under_load(const Row& row, const LanguageModel& model, const Load& load,
                        const DeviceChip& device, LanguageRuns& runs) {
  const std::int64_t beams = beams_of(row, model.network);
  double best = std::numeric_limits<double>::infinity();  // of a token, or a first one
  std::int64_t under_way = 1;
  const std::vector<LanguageModel> layouts = layouts_of(row, model);
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    try {
      LanguageRun& run = runs.of(device, layouts[i]);
      const double time = time_under_load(row, run, load, beams);
      if (time >= best) continue;
      best = time;
      under_way = run.most_sequences(load.input, load.output);
    } catch (const InputError&) {
      if (i == 0) throw;  // experts need not divide over all chips
    }
  }
  if (says(row.metric, "first token")) return time_in(row, best);
  if (is_time(row))
    return time_in(row,
                   best * static_cast<double>(std::min(load.batch.value_or(under_way), under_way)));
  const double tokens = is_per_sample(row) ? load.output * static_cast<double>(beams) : 1;
  return rate_in(row, 1 / best / tokens, *device.spec);
}

}  // namespace

double language_value(const Row& row, const Asked& asked, const DeviceChip& device,
                      LanguageRuns& runs) {
  const Load load = load_of(row);
  const LanguageModel model = model_of(row, asked, device);
  if (keeps_requests_under_way(row)) return value_under_load(row, model, load, device, runs);
  LanguageRun& run = runs.of(device, model);
  const std::int64_t input = whole(load.input);
  const std::int64_t output = load.output > 0 ? whole(load.output) : 0;
  const std::int64_t beams = beams_of(row, asked.network);

  const std::int64_t batch = *load.batch * beams;
  const auto sequences = static_cast<double>(batch);
  if (says(row.metric, "first token")) return time_in(row, run.prompts(batch, input));
  if (says(row.metric, "input token"))
    return rate_in(row, sequences * load.input / run.prompts(batch, input), *device.spec);
  if (says(row.metric, "phase"))
    return time_in(row, says(row.phase, "prefill") ? run.prompts(batch, input)
                                                   : run.steps(batch, input, output + 1));
  if (says(row.phase, "decode")) {
    const double step = run.step(batch, cache_of(row, input + output / 2));
    if (is_time(row)) return time_in(row, step);
    return says(row.unit, "/user") ? 1 / step : rate_in(row, sequences / step, *device.spec);
  }
  const double steps = cache_of(row, 0) > 0
                           ? static_cast<double>(output - 1) * run.step(batch, cache_of(row, input))
                           : run.steps(batch, input, output);
  const double all = run.prompts(batch, input) + steps;
  if (is_time(row)) return time_in(row, all);
  return rate_in(row,
                 static_cast<double>(*load.batch) * (is_per_sample(row) ? 1 : load.output) / all,
                 *device.spec);
}

}  // namespace tessera::validation::published
