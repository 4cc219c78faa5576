#include "sim/app/validate/noc/network_rows.h"

#include <algorithm>

#include "sim/app/validate/noc/named_network.h"
#include "sim/app/validate/noc/vocabulary.h"
#include "sim/app/validate/row_reader.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation {
namespace {

constexpr double kMost = 1e9;
constexpr double kMostFlits = 1024;
constexpr double kLeastRate = 1e-5;

// Latency is what its hops take below the first, the bound holds up to the second, samples are
// noise beyond the third; shares of what the network takes.
constexpr double kIdle = 0.1, kBound = 0.8, kNoisy = 0.93;

NetworkRow read_row(RowReader& cells) {
  NetworkRow row;
  row.topology = cells.text("topology");
  row.traffic = cells.text("traffic");
  row.packet_flits =
      static_cast<int>(cells.integer("packet_flits", 1, static_cast<std::int64_t>(kMostFlits)));
  row.saturation = cells.text("run") == "saturation";
  if (!row.saturation && cells.text("run") != "latency")
    cells.reject("run", "saturation or latency");
  row.rate = cells.number("offered_flits_per_node_cycle", kLeastRate, 1);
  row.overload = cells.optional_number("overload_accepted_flits_per_node_cycle", 0, 1.01);
  row.accepted = cells.optional_number("accepted_flits_per_node_cycle", 0, 1.01);
  row.latency = cells.optional_number("packet_latency_avg", 0, kMost);
  row.routers = cells.optional_number("hops_avg", 0, kMost);
  row.converged = cells.text("converged") == "ok";
  return row;
}

NetworkJob job_of(const NetworkRow& row, NetworkDetail detail) {
  const auto topology = network_named(row.topology);
  const auto pattern = traffic_named(row.traffic);
  if (!topology) throw NotPredicted("no network is called " + row.topology);
  if (!pattern || !noc::Pattern::fits(*pattern, *topology))
    throw NotPredicted("no traffic is called " + row.traffic + " on " + row.topology);
  NetworkJob job;
  job.name = row.topology;
  job.topology = *topology;
  job.pattern = *pattern;
  job.packet_flits = row.packet_flits;
  job.detail = detail;
  return job;
}

const char* quantity_at(double load) {
  if (load < kIdle) return kZeroLoad;
  if (load <= kBound) return kLatency;
  return load <= kNoisy ? kNearSaturation : kAtSaturation;
}

}  // namespace

std::vector<NetworkRow> read_network_rows(const CsvTable& table, std::vector<Mistake>& mistakes) {
  std::vector<NetworkRow> rows;
  if (!require_columns(
          table,
          {"topology", "traffic", "packet_flits", "run", "offered_flits_per_node_cycle",
           "converged", "accepted_flits_per_node_cycle", "packet_latency_avg"},
          mistakes))
    return rows;
  for (const CsvRow& line : table.rows) {
    RowReader cells(table, line, mistakes);
    rows.push_back(read_row(cells));
  }
  return rows;
}

NetworkPrediction prediction_of(const NetworkRow& row, NetworkDetail detail) {
  NetworkMeter meter(job_of(row, detail));
  NetworkPrediction prediction;
  prediction.limit = meter.loads().limit();
  prediction.routers = meter.mean_routers();
  prediction.idle = meter.idle_latency();
  if (row.saturation) {
    prediction.accepted = meter.overload().accepted;
    return prediction;
  }
  const NetworkPoint point = meter.at(row.rate);
  prediction.accepted = point.accepted;
  if (point.steady) prediction.latency = point.packet_latency;
  if (!point.closed_form) prediction.routers = point.mean_routers;
  return prediction;
}

bool compare(const NetworkRow& row, const NetworkPrediction& prediction,
             std::vector<Comparison>& comparisons) {
  const double takes = std::min(row.overload.value_or(1), prediction.limit);
  const double load = row.rate / takes;
  const std::vector<std::string> labels = {row.topology, row.traffic,
                                           std::to_string(row.packet_flits)};
  const auto add = [&](const char* quantity, std::optional<double> reference,
                       std::optional<double> predicted, bool bound) {
    if (reference && *reference != 0 && predicted)
      comparisons.push_back({labels, quantity, *reference, *predicted, bound});
  };
  if (row.saturation) {
    add(kSaturation, row.accepted, prediction.accepted, true);
    return true;
  }
  if (!row.converged) {
    add(kAcceptedBeyond, row.accepted, prediction.accepted, false);
    return true;
  }
  if (row.rate >= prediction.limit) return false;
  const double hops = row.routers && prediction.routers
                          ? kClocksOfARouter * (*prediction.routers - *row.routers)
                          : 0;
  const double reference = row.latency ? *row.latency + hops : 0;
  add(quantity_at(load), reference, prediction.latency, load <= kBound);
  return true;
}

}  // namespace tessera::validation
