#include "sim/app/report/json_writer.h"
#include "sim/app/serving/traffic.h"
#include "sim/app/simulate/summarise.h"

namespace tessera::serving {
namespace {

void add(JsonWriter& json, const char* key, const Spread& spread) {
  json.begin_object(key);
  json.add("mean", spread.mean);
  json.add("p50", spread.p50);
  json.add("p90", spread.p90);
  json.add("p99", spread.p99);
  json.end_object();
}

void add_inputs(JsonWriter& json, const TrafficOutput& output) {
  const ServingChips& chips = *output.chips;
  const TrafficRequest& request = output.request;
  json.add("chip", chips.inputs().chip.name);
  json.add("model", chips.inputs().graph.name());
  json.add("dtype", chips.inputs().dtype);
  json.add("plan", name_of(chips.plan()));
  json.add("replicas", request.replicas);
  std::int64_t all = request.replicas * chips.chips();
  if (const auto& prompts = output.prompt_chips) {
    json.begin_object("prompts");
    json.add("chip", prompts->inputs().chip.name);
    json.add("plan", name_of(prompts->plan()));
    json.add("replicas", request.prompt_replicas);
    json.add("mean_transfer_ms", output.answer.transfer_ms);
    json.end_object();
    all += request.prompt_replicas * prompts->chips();
  }
  json.add("chips", all);
  json.add("policy", chips.engine().policy.name);
  json.add("detail", chips.inputs().tile_detail ? "tile" : "analytic");
  if (!request.trace.empty())
    json.add("trace", request.trace);
  else if (output.load.under_way > 0)
    json.add("concurrency", output.load.under_way);
  else
    json.add("rate_per_s", request.stream.rate);
  json.begin_array("seeds");
  json.element(static_cast<std::int64_t>(request.stream.seed));
  json.end_array();
}

void add_answer(JsonWriter& json, const TrafficOutput& output) {
  const Answer& a = output.answer;
  json.add("requests", a.asked);
  json.add("completed", a.completed);
  json.add("output_tokens", a.output_tokens);
  json.add("prompt_tokens", a.prompt_tokens);
  json.add("cached_prompt_tokens", a.cached_tokens);
  json.add("elapsed_s", a.seconds);
  add(json, "ttft_ms", a.ttft_ms);
  add(json, "tpot_ms", a.tpot_ms);
  add(json, "latency_ms", a.latency_ms);
  json.add("requests_per_s", a.requests_per_s);
  json.add("goodput_per_s", a.goodput_per_s);
  json.add("within_slo", a.within_objective);
  if (output.found_rate) json.add("max_rate_per_s", *output.found_rate);
  json.add("tokens_per_s", a.tokens_per_s);
  json.add("tokens_per_s_per_chip", a.tokens_per_s_per_chip);
  json.add("tokens_per_s_per_user", a.tokens_per_s_per_user);
  add(json, "token_time_variation", a.variation);
  add(json, "longest_stall_ms", a.longest_stall_ms);
  json.add("joules_per_token", a.joules_per_token);
  if (const auto& cost = a.usd_per_million_tokens) {
    json.add("cost_per_million_tokens", cost->all());
    json.begin_object("cost_split_usd");
    json.add("chip", cost->chip);
    json.add("power", cost->power);
    json.add("idle", cost->idle);
    json.end_object();
  } else {
    json.add("cost_per_million_tokens", std::nan(""));
  }
}

void add_engines(JsonWriter& json, const TrafficOutput& output) {
  const Answer& a = output.answer;
  const EngineSpec& engine = output.chips->engine();
  json.add("busy", a.busy);
  json.add("mean_batch", a.mean_batch);
  json.add("kv_capacity_tokens", engine.blocks * engine.policy.block_tokens);
  json.add("kv_peak_share",
           static_cast<double>(output.serving.most_blocks) / static_cast<double>(engine.blocks));
  json.add("preemptions", output.serving.preemptions);
  json.add("faults", output.request.faults.size());
  json.add("requests_begun_again", output.serving.started_again);
  json.add("steps", output.serving.steps);
  json.add("simulated_steps", output.simulated_steps);
  json.add("step_time_error", output.step_error);
  json.begin_array("tail");
  for (const TailPart& part : a.tail) {
    json.begin_object();
    json.add("what", part.what);
    json.add("share", part.share);
    json.end_object();
  }
  json.end_array();
  json.add("queue_grows", a.backlog.grows);
  if (output.load.under_way == 0) {
    json.add("offered_per_s", a.backlog.offered_per_s);
    json.add("served_per_s", a.backlog.served_per_s);
    json.add("waiting_at_last_arrival", a.backlog.waiting);
  }
}

}  // namespace

std::string traffic_json(const TrafficOutput& output) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", kSchemaVersion);
  add_inputs(json, output);
  add_answer(json, output);
  json.add("verdict", verdict(output.answer));
  add_engines(json, output);
  if (output.serving.interrupted) json.add("partial", "interrupted");
  json.begin_array("notes");
  for (const std::string& note : output.notes) json.element(note);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::serving
