#include "sim/app/validate/dram/dram_comparisons.h"

#include "isa/dram/policy.h"

namespace tessera::validation {
namespace {

// Rows of dramsim3 stand apart: they are predicted with the policy of another.
std::string policy_label(const RowChannel& row, const std::string& policy) {
  return row.simulator == "dramsim3" ? row.simulator : policy;
}

// "stride" for "stride256".
std::string pattern_label(const std::string& pattern) {
  return pattern.starts_with("stride") ? "stride" : pattern;
}

void add(std::vector<Comparison>& comparisons, std::vector<std::string> labels,
         const std::string& quantity, std::optional<double> reference,
         std::optional<double> predicted) {
  if (!reference || *reference == 0 || !predicted) return;
  const bool bound = labels.front() != "dramsim3";
  comparisons.push_back({std::move(labels), quantity, *reference, *predicted, bound});
}

DramPrediction measured(const dram::OpenLoopResult& result) {
  DramPrediction prediction;
  prediction.utilisation = result.utilisation;
  if (result.reads == 0) return prediction;
  prediction.read_latency_nck = result.read_latency.mean();
  prediction.p99_nck = static_cast<double>(result.read_latency.percentile(0.99));
  return prediction;
}

DramPrediction measured(const dram::TileReadsResult& result, const dram::DramSpec& spec,
                        const dram::TileReadsSpec& tiles) {
  DramPrediction prediction;
  prediction.tile_nck = result.clocks.mean();
  prediction.p99_nck = static_cast<double>(result.clocks.percentile(0.99));
  const auto transactions =
      static_cast<double>(tiles.tile_bytes) /
      (spec.organisation.transaction_bytes * spec.organisation.pseudo_channels);
  prediction.utilisation = transactions * spec.clocks.burst / *prediction.tile_nck;
  return prediction;
}

}  // namespace

DramPrediction prediction_of(const DramJob& job, dram::Detail detail) {
  if (const auto* load = std::get_if<dram::OpenLoopSpec>(&job.run))
    return measured(dram::run_open_loop(job.spec, *load, detail));
  const auto& tiles = std::get<dram::TileReadsSpec>(job.run);
  return measured(dram::run_tile_reads(job.spec, tiles, detail), job.spec, tiles);
}

std::vector<std::string> dram_dimensions() {
  return {"policy", "config", "mapping", "pattern", "mix", "load", "tile_bytes"};
}

std::vector<std::string> dram_groups() {
  std::vector<std::string> groups = dram::policy_names();
  groups.emplace_back("dramsim3");
  return groups;
}

std::vector<Quantity> dram_quantities() {
  return {{"utilisation", "util"},
          {"mean read latency", "latency"},
          {"P99 read latency", "p99"},
          {"mean tile time", "tile_mean"},
          {"P99 tile time", "tile_p99"}};
}

void compare(const OpenLoopRow& row, const std::string& policy, const DramPrediction& prediction,
             std::vector<Comparison>& comparisons) {
  const std::vector<std::string> labels = {policy_label(row.channel, policy),
                                           row.channel.config,
                                           row.channel.mapping,
                                           pattern_label(row.pattern),
                                           row.mix,
                                           row.load,
                                           "-"};
  add(comparisons, labels, "utilisation", row.utilisation, prediction.utilisation);
  add(comparisons, labels, "mean read latency", row.latency_nck, prediction.read_latency_nck);
  add(comparisons, labels, "P99 read latency", row.p99_nck, prediction.p99_nck);
}

void compare(const TileRow& row, const std::string& policy, const DramPrediction& prediction,
             std::vector<Comparison>& comparisons) {
  const std::vector<std::string> labels = {policy_label(row.channel, policy),
                                           row.channel.config,
                                           row.channel.mapping,
                                           "tile",
                                           "R",
                                           "one at a time",
                                           std::to_string(row.run.tile_bytes)};
  add(comparisons, labels, "mean tile time", row.mean_nck, prediction.tile_nck);
  add(comparisons, labels, "P99 tile time", row.p99_nck, prediction.p99_nck);
}

}  // namespace tessera::validation
