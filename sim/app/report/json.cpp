#include "sim/app/report/json.h"

#include <algorithm>

#include "sim/app/report/figures.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/report/merit_report.h"
#include "sim/app/report/verdict.h"

namespace tessera {
namespace {

double microseconds(std::int64_t picoseconds) { return static_cast<double>(picoseconds) / 1e6; }

void add_identity(const proto::Result& r, JsonWriter& json) {
  json.add("schema_version", r.schema_version());
  json.add("chip", r.chip());
  json.add("model", r.model());
  json.add("phase", r.phase());
  json.add("batch", r.batch());
  json.add("seq", r.seq());
  json.add("kv", r.kv());
  json.add("tokens", r.tokens());
  json.add("chips", r.chips());
  json.add("dtype", r.dtype());
  if (!r.library().empty()) json.add("library", r.library());
  if (!r.partial().empty()) json.add("partial", r.partial());
}

void add_stalls(const google::protobuf::RepeatedPtrField<proto::Result::Stall>& stalls,
                std::int64_t whole, JsonWriter& json) {
  json.begin_array("stalls");
  for (const auto& one : stalls) {
    json.begin_object();
    json.add("cause", one.cause());
    json.add("us", microseconds(one.ps()));
    json.add("share", share(static_cast<double>(one.ps()), static_cast<double>(whole)));
    json.end_object();
  }
  json.end_array();
}

void add_latency(const proto::Result& r, JsonWriter& json) {
  json.add("latency_us", microseconds(r.latency_ps()));
  json.add("roofline_us", microseconds(r.roofline().bound_ps()));
  json.begin_object("roofline");
  json.add("matrix_us", microseconds(r.roofline().matrix_ps()));
  json.add("vector_us", microseconds(r.roofline().vector_ps()));
  json.add("memory_us", microseconds(r.roofline().memory_ps()));
  json.add("link_us", microseconds(r.roofline().link_ps()));
  json.end_object();
  if (r.produced_tokens() > 0)
    json.add("tokens_per_s", per_second(r.produced_tokens(), r.latency_ps()));
  else if (r.samples() > 0)
    json.add("inferences_per_s", per_second(r.samples(), r.latency_ps()));
  json.add("verdict", verdict(r));
  json.add("limiter", r.limiter());
  add_stalls(r.stall(), r.latency_ps(), json);
}

void add_generation(const proto::Result& r, JsonWriter& json) {
  if (!r.has_generation()) return;
  const auto& g = r.generation();
  json.begin_object("generation");
  json.add("time_to_first_token_us", microseconds(g.prefill_ps()));
  json.add("decode_us", microseconds(g.decode_ps()));
  if (r.tokens() > 1)
    json.add("time_per_token_us",
             microseconds(g.decode_ps()) / static_cast<double>(r.tokens() - 1));
  json.add("first_step_us", microseconds(g.first_step_ps()));
  json.add("last_step_us", microseconds(g.last_step_ps()));
  json.begin_array("simulated_kv");
  for (const std::int64_t kv : g.simulated_kv()) json.element(kv);
  json.end_array();
  json.add("interpolation_error_percent", 100 * g.interpolation_error());
  json.end_object();
}

// Of a batch of unequal lengths.
void add_sequences(const proto::Result& r, JsonWriter& json) {
  if (r.sequences().empty()) return;
  json.begin_array("sequences");
  for (const proto::RequestedLengths& one : r.sequences()) {
    json.begin_object();
    json.add("count", one.count());
    json.add("seq", one.seq());
    json.add("kv", one.kv());
    json.end_object();
  }
  json.end_array();
}

void add_speculation(const proto::Result& r, JsonWriter& json) {
  if (!r.has_speculation()) return;
  const auto& s = r.speculation();
  json.begin_object("speculation");
  json.add("draft", s.draft());
  json.add("draft_tokens", s.draft_tokens());
  json.add("acceptance", s.acceptance());
  json.add("tokens_per_step", s.tokens_per_step());
  json.add("draft_us", microseconds(s.draft_ps()));
  json.add("check_us", microseconds(s.verify_ps()));
  json.add("step_without_draft_us", microseconds(s.plain_ps()));
  json.add("speedup", s.speedup());
  json.end_object();
}

void add_mixtures(const proto::Result& r, JsonWriter& json) {
  if (r.mixture().empty()) return;
  json.begin_array("mixtures");
  for (const auto& one : r.mixture()) {
    json.begin_object();
    json.add("part", one.part());
    json.add("operator", one.operator_());
    json.add("operators", one.operators());
    json.add("tokens", one.tokens());
    json.add("experts", one.experts());
    json.add("chips_with_experts", std::max<std::int64_t>(1, one.ranks()));
    json.add("busiest_chip", one.ranks() > 0 ? one.busiest_chip() : 1);
    json.add("experts_per_token", one.topk());
    json.add("experts_touched", one.experts_touched());
    json.add("tokens_per_touched_expert", one.tokens_per_expert());
    json.add("busiest_expert_tokens", one.busiest_expert_tokens());
    json.add("dropped_share", one.dropped());
    json.end_object();
  }
  json.end_array();
}

void add_plan(const proto::Result& r, JsonWriter& json) {
  if (!r.has_plan()) return;
  const auto& plan = r.plan();
  json.begin_object("plan");
  json.add("parallel", plan.text());
  json.add("stages", plan.stages());
  json.add("chips_per_stage", plan.chips_per_stage());
  json.add("microbatches", plan.microbatches());
  json.add("bubble_share", plan.bubble_share());
  json.add("weight_bytes_per_chip", plan.weight_bytes());
  json.add("kv_bytes_per_chip", plan.kv_bytes());
  json.add("kv_copies", plan.kv_copies());
  json.end_object();
}

void add_overlap(const proto::Result& r, JsonWriter& json) {
  if (!r.has_overlap()) return;
  const auto& overlap = r.overlap();
  json.begin_object("overlap");
  json.begin_array("parts");
  for (const auto& one : overlap.choice()) {
    json.begin_object();
    json.add("part", one.part());
    json.add("way", one.way());
    json.add("latency_us", microseconds(one.latency_ps()));
    json.begin_array("other_ways");
    for (const auto& other : one.other()) {
      json.begin_object();
      json.add("way", other.way());
      json.add("latency_us", microseconds(other.latency_ps()));
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.add("communication_us", overlap.communication_ps() * 1e-6);
  json.add("communication_hidden_us", overlap.hidden_ps() * 1e-6);
  json.add("communication_hidden_share", share(overlap.hidden_ps(), overlap.communication_ps()));
  json.add("operators_beside_us", overlap.beside_ps() * 1e-6);
  json.add("cores_held", overlap.cores());
  json.end_object();
}

void add_prompts(const proto::Result& r, JsonWriter& json) {
  if (!r.has_prompts()) return;
  const auto& prompts = r.prompts();
  json.begin_object("prompts");
  json.add("chip", prompts.chip());
  json.add("chips", prompts.chips());
  json.add("parallel", prompts.plan());
  json.add("prefill_us", microseconds(prompts.prefill_ps()));
  json.add("kv_bytes", prompts.kv_bytes());
  json.add("transfer_us", microseconds(prompts.transfer_ps()));
  json.add("energy_j", prompts.picojoules() * 1e-12);
  json.add("generations_per_prompt", prompts.generations_per_prompt());
  json.end_object();
}

void add_what_ifs(const proto::Result& r, JsonWriter& json) {
  json.begin_array("elasticities");
  for (const auto& one : r.elasticity()) {
    json.begin_object();
    json.add("resource", one.resource());
    json.add("latency_change_percent", 100 * one.latency_change());
    if (one.has_unlimited_change())
      json.add("unlimited_latency_change_percent", 100 * one.unlimited_change());
    json.end_object();
  }
  json.end_array();
  if (!r.has_what_if()) return;
  json.begin_object("what_if");
  json.add("resource", r.what_if().resource());
  json.add("factor", r.what_if().factor());
  json.add("speedup", r.what_if().speedup());
  json.end_object();
}

std::string underscored(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

// Where the bytes that the peak could have moved went.
void add_bandwidth_stack(
    double moved, const google::protobuf::RepeatedPtrField<proto::Result::MemoryLoss>& losses,
    JsonWriter& json) {
  json.begin_object("bandwidth_stack_bytes");
  json.add("moved", moved);
  for (const auto& loss : losses) json.add(underscored(loss.name()), loss.bytes());
  json.end_object();
}

void add_use(const proto::Result& r, JsonWriter& json) {
  const auto& m = r.memory();
  json.begin_object("memory");
  json.add("name", r.memory_name());
  json.add("read_bytes", m.read_bytes());
  json.add("written_bytes", m.written_bytes());
  json.add("achieved_gb_per_s", per_second(moved_bytes(r), r.latency_ps()) * 1e-9);
  json.add("peak_gb_per_s", m.peak_bytes_per_s() * 1e-9);
  add_bandwidth_stack(m.moved_bytes(), m.loss(), json);
  json.end_object();
  json.begin_object("compute");
  json.add("flops", r.compute().flops());
  json.add("vector_operations", r.compute().vector_operations());
  json.add("achieved_tflops", per_second(r.compute().flops(), r.latency_ps()) * 1e-12);
  json.add("peak_tflops", r.compute().peak_flops_per_s() * 1e-12);
  json.end_object();
}

void add_energy(const proto::Result& r, JsonWriter& json) {
  const double energy = total_energy(r);
  json.add("energy_mj", energy * 1e-9);
  json.begin_array("energy_by_block");
  for (const auto& item : r.energy().item()) {
    json.begin_object();
    json.add("block", item.name());
    json.add("mj", item.picojoules() * 1e-9);
    json.end_object();
  }
  json.end_array();
  if (r.produced_tokens() > 0 && energy > 0)
    json.add("tokens_per_joule", r.produced_tokens() / (energy * 1e-12));
  if (energy > 0) add_merit(r, json);
}

void add_operators(const proto::Result& r, JsonWriter& json) {
  json.begin_array("operators");
  for (const auto& one : r.operator_()) {
    json.begin_object();
    json.add("name", one.name());
    json.add("kind", one.kind());
    json.add("executions", one.executions());
    json.add("us", microseconds(one.ps()));
    json.add("share", share(static_cast<double>(one.ps()), static_cast<double>(r.latency_ps())));
    json.add("limiter", one.limiter());
    json.add("read_bytes", one.read_bytes());
    json.add("written_bytes", one.written_bytes());
    json.add("achieved_gb_per_s", per_second(moved_bytes(one), one.ps()) * 1e-9);
    add_bandwidth_stack(moved_bytes(one), one.memory_loss(), json);
    json.add("flops", one.flops());
    json.add("achieved_tflops", per_second(one.flops(), one.ps()) * 1e-12);
    add_stalls(one.stall(), one.ps(), json);
    json.end_object();
  }
  json.end_array();
}

void add_engines(const proto::Result& r, JsonWriter& json) {
  json.begin_array("engines");
  for (const auto& one : r.engine()) {
    json.begin_object();
    json.add("name", one.name());
    json.add("count", one.count());
    json.add("busy_share", one.busy());
    json.add("starved_share", one.starved());
    json.add("blocked_share", one.blocked());
    json.end_object();
  }
  json.end_array();
}

void add_closing(const proto::Result& r, JsonWriter& json) {
  json.begin_array("not_modelled");
  for (const auto& one : r.not_modelled()) {
    json.begin_object();
    json.add("name", one.name());
    json.add("op_type", one.op_type());
    json.add("bytes", one.bytes());
    json.add("share", one.share());
    json.end_object();
  }
  json.end_array();
  json.begin_array("accuracy");
  for (const auto& one : r.accuracy()) {
    json.begin_object();
    json.add("operator_class", one.operator_class());
    json.add("basis", one.basis());
    if (one.basis() != "none") {
      json.add("points", one.points());
      json.add("mean_percent", one.mean_percent());
    }
    json.end_object();
  }
  json.end_array();
  json.begin_array("chip_confidence");
  for (const auto& one : r.confidence()) {
    json.begin_object();
    json.add("kind", one.kind());
    json.add("numbers", one.numbers());
    json.end_object();
  }
  json.end_array();
  json.begin_array("notes");
  for (const std::string& note : r.note()) json.element(note);
  json.end_array();
  json.begin_object("simulated_by");
  json.add("detail", r.detail());
  json.add("version", r.version());
  json.add("instructions", r.instructions());
  json.end_object();
}

}  // namespace

std::string json_report(const proto::Result& r) {
  JsonWriter json;
  json.begin_object();
  add_identity(r, json);
  add_latency(r, json);
  add_generation(r, json);
  add_sequences(r, json);
  add_speculation(r, json);
  add_mixtures(r, json);
  add_plan(r, json);
  add_overlap(r, json);
  add_prompts(r, json);
  add_what_ifs(r, json);
  add_use(r, json);
  add_energy(r, json);
  add_operators(r, json);
  add_engines(r, json);
  add_closing(r, json);
  json.end_object();
  return json.take();
}

}  // namespace tessera
