// What `tessera memory --json` prints; the keys are listed in docs/user_guide.md.
#include "isa/dram/energy.h"
#include "sim/app/memory/report.h"
#include "sim/app/memory/request.h"
#include "sim/app/memory/verdict.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

void add_job(const MemoryJob& job, JsonWriter& json) {
  json.add("memory", job.name);
  json.add("channels", job.channels);
  switch (job.kind) {
    case MemoryJob::Kind::kPattern:
      json.add("pattern", word_of(job.pattern.kind));
      if (job.pattern.kind == dram::PatternSpec::Kind::kStride)
        json.add("stride_bytes", job.pattern.bytes);
      if (job.pattern.kind == dram::PatternSpec::Kind::kRandomBlocks)
        json.add("block_bytes", job.pattern.bytes);
      if (job.pattern.kind == dram::PatternSpec::Kind::kStreams) {
        json.add("streams", job.pattern.streams);
        json.add("block_bytes", job.pattern.bytes);
      }
      json.add("mix", word_of(job.pattern.mix));
      if (job.load > 0) json.add("load", job.load);
      break;
    case MemoryJob::Kind::kTiles:
      json.add("pattern", "tile");
      json.add("tile_bytes", job.tile_bytes);
      json.add("tiles", job.tiles);
      break;
    case MemoryJob::Kind::kTrace:
      json.add("pattern", "trace");
      json.add("requests", job.trace.size());
      break;
  }
}

void add_latency(const char* key, const MemoryJob& job, const dram::Latencies& latency,
                 JsonWriter& json) {
  if (latency.number() == 0) return;
  const double clock_ns = job.channel.clocks.tck_ps / 1000;
  const auto p50 = static_cast<double>(latency.percentile(0.5));
  const auto p99 = static_cast<double>(latency.percentile(0.99));
  json.begin_object(key);
  json.add("number", latency.number());
  json.add("mean_ns", latency.mean() * clock_ns);
  json.add("p50_ns", p50 * clock_ns);
  json.add("p99_ns", p99 * clock_ns);
  json.add("mean_clocks", latency.mean());
  json.add("p50_clocks", p50);
  json.add("p99_clocks", p99);
  json.end_object();
}

void add_loss(const MemoryJob& job, const Measurement& m, JsonWriter& json) {
  json.begin_array("loss");
  for (std::size_t i = 0; i < dram::kLossCauses; ++i) {
    const auto cause = static_cast<dram::LossCause>(i);
    json.begin_object();
    json.add("cause", name_of(cause));
    json.add("gb_per_s", job.peak_gb_per_s() * m.share(cause));
    json.add("share", m.share(cause));
    json.add("clocks", m.counts.loss[cause]);
    json.end_object();
  }
  json.end_array();
}

void add_energy(const MemoryJob& job, const Measurement& m, JsonWriter& json) {
  const dram::ChannelEnergy e = energy_of(job.channel, m.counts);
  const double bits = 8 * static_cast<double>(read_bytes(job.channel, m.counts) +
                                              written_bytes(job.channel, m.counts));
  json.begin_object("energy");
  json.add("pj_per_bit", e.total_pj() / bits);
  json.add("activation_pj_per_bit", e.activation_pj / bits);
  json.add("array_pj_per_bit", e.array_pj / bits);
  json.add("io_pj_per_bit", e.io_pj / bits);
  json.add("refresh_pj_per_bit", e.refresh_pj / bits);
  json.end_object();
}

void add_measurement(const MemoryJob& job, const Measurement& m, JsonWriter& json) {
  json.add("achieved_gb_per_s", job.peak_gb_per_s() * m.achieved());
  json.add("achieved_share", m.achieved());
  json.add("row_hit_rate", m.row_hit_rate);
  add_latency("latency", job, m.latency, json);
  add_latency("latency_with_wait", job, m.latency_with_wait, json);
}

void add_what_ifs(const MemoryReport& r, JsonWriter& json) {
  json.begin_array("what_if");
  for (const MemoryWhatIf& one : r.what_ifs) {
    json.begin_object();
    json.add("change", one.change);
    json.add("achieved_share", one.achieved);
    json.end_object();
  }
  json.end_array();
}

void add_curve(const MemoryReport& r, JsonWriter& json) {
  if (r.curve.empty()) return;
  json.begin_array("curve");
  for (const CurvePoint& point : r.curve) {
    json.begin_object();
    if (point.load > 0) json.add("load", point.load);
    json.add("full", point.full);
    add_measurement(r.job, point.measured, json);
    json.end_object();
  }
  json.end_array();
}

void add_simulated(const MemoryJob& job, const Measurement& m, JsonWriter& json) {
  json.begin_object("simulated");
  json.add("detail", word_of(job.detail));
  json.add("channels", m.channels_simulated);
  json.add("clocks", m.clocks);
  json.add("clock_ps", job.channel.clocks.tck_ps);
  json.add("bus_clocks", m.bus_clocks);
  json.add("data_clocks", m.counts.data_clocks);
  json.add("read_transactions", m.reads);
  json.add("write_transactions", m.writes);
  json.add("transaction_bytes", job.channel.organisation.transaction_bytes);
  json.begin_object("commands");
  for (int c = 0; c < dram::kCommands; ++c)
    if (const auto number = m.counts.commands[static_cast<std::size_t>(c)]; number > 0)
      json.add(name_of(static_cast<dram::Command>(c)), number);
  json.end_object();
  json.end_object();
}

void add_policy(const dram::Policy& policy, JsonWriter& json) {
  json.begin_object("policy");
  json.add("name", policy.name);
  json.add("read_queue", policy.read_depth);
  json.add("write_queue", policy.queues == dram::Queues::kShared ? 0 : policy.write_depth);
  json.add("refresh", policy.refresh == dram::Refresh::kNone      ? "none"
                      : policy.refresh == dram::Refresh::kPerBank ? "per bank"
                                                                  : "all banks");
  json.add("refresh_rate", policy.refresh_rate);
  json.end_object();
}

void add_texts(const char* key, const std::vector<std::string>& texts, JsonWriter& json) {
  json.begin_array(key);
  for (const std::string& text : texts) json.element(text);
  json.end_array();
}

}  // namespace

std::string memory_json_report(const MemoryReport& r) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  add_job(r.job, json);
  json.add("peak_gb_per_s", r.job.peak_gb_per_s());
  add_measurement(r.job, r.measured, json);
  json.add("verdict", memory_verdict(r.job, r.measured, r.what_ifs));
  add_loss(r.job, r.measured, json);
  add_energy(r.job, r.measured, json);
  add_what_ifs(r, json);
  add_curve(r, json);
  add_policy(r.job.channel.policy, json);
  add_simulated(r.job, r.measured, json);
  add_texts("set", r.set, json);
  add_texts("with", r.with, json);
  add_texts("notes", r.notes, json);
  json.end_object();
  return json.take();
}

}  // namespace tessera
