#include "sim/app/validate/noc/collective_rows.h"

#include "sim/app/validate/row_reader.h"
#include "sim/app/validate/silicon/measurement.h"
#include "sim/app/validate/silicon/prediction.h"

namespace tessera::validation {
namespace {

constexpr std::int64_t kMostChips = 65'536;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50;
constexpr double kMost = 1e12;

// Of the simulator's configuration, which its tables do not state row by row (their README does).
constexpr double kEndpointNs = 10;
constexpr std::int64_t kActiveChunks = 2;
constexpr double kLocalGbPerS = 3350;
constexpr double kGib = 1024.0 * 1024 * 1024;

std::optional<Collective::Kind> kind_named(const std::string& name) {
  if (name == "all_reduce") return Collective::Kind::kAllReduce;
  if (name == "all_gather") return Collective::Kind::kAllGather;
  if (name == "reduce_scatter") return Collective::Kind::kReduceScatter;
  if (name == "all_to_all" || name == "alltoall") return Collective::Kind::kAllToAll;
  return std::nullopt;
}

Collective::Kind known_kind(const std::string& name) {
  const auto kind = kind_named(name);
  if (!kind) throw NotPredicted("no collective is called " + name);
  return *kind;
}

// Links from a chip to the next one.
std::int64_t links_of(const std::string& topology) {
  if (topology == "Ring" || topology == "FullyConnected") return 1;
  if (topology == "Switch") return 2;
  throw NotPredicted("no topology of chips is called " + topology);
}

// A row of silicon's tables that says the same.
Measurement as_measurement(const CollectiveRow& row) {
  Measurement measurement;
  measurement.device = row.device;
  measurement.op = row.collective == "all_to_all" ? "alltoall" : row.collective;
  measurement.dtype = "bf16";
  measurement.timing = "host";
  measurement.shape["n_devices"] = row.chips;
  measurement.shape["bytes"] = row.bytes;
  return measurement;
}

// Without the sums of the switch where the row says that a ring ran.
DeviceChip as_the_row_ran(const CollectiveRow& row, DeviceChip chip) {
  const bool ring = row.algorithm.starts_with("Ring");
  if (ring && chip.spec->chip_link && chip.spec->chip_link->collective)
    chip.spec->chip_link->collective->in_switch.reset();
  return chip;
}

}  // namespace

std::vector<CollectiveRow> read_nccl_rows(const CsvTable& table, std::vector<Mistake>& mistakes) {
  std::vector<CollectiveRow> rows;
  if (!require_columns(table, {"gpu", "ngpus", "collective", "message_bytes", "time_us_derived"},
                       mistakes))
    return rows;
  for (const CsvRow& line : table.rows) {
    RowReader cells(table, line, mistakes);
    CollectiveRow row;
    row.device = cells.text("gpu");
    row.collective = cells.text("collective");
    row.algorithm = cells.text("algorithm");
    row.chips = cells.integer("ngpus", 1, kMostChips);
    row.bytes = cells.integer("message_bytes", 1, kMostBytes);
    row.time_us = cells.optional_number("time_us_derived", 0, kMost);
    rows.push_back(row);
  }
  return rows;
}

std::vector<CollectiveRow> read_astra_rows(const CsvTable& table, std::vector<Mistake>& mistakes) {
  std::vector<CollectiveRow> rows;
  if (!require_columns(table,
                       {"collective", "npus", "topology", "link_gbs_2p30", "link_latency_ns",
                        "chunk_splits", "comm_size_bytes", "time_ns"},
                       mistakes))
    return rows;
  for (const CsvRow& line : table.rows) {
    RowReader cells(table, line, mistakes);
    CollectiveRow row;
    row.device = cells.text("topology");
    row.collective = cells.text("collective");
    row.chips = cells.integer("npus", 2, kMostChips);
    row.bytes = cells.integer("comm_size_bytes", 1, kMostBytes);
    row.bandwidth_gib = cells.number("link_gbs_2p30", 1e-3, 1e6);
    row.latency_ns = cells.number("link_latency_ns", 0, 1e9);
    row.chunks = cells.integer("chunk_splits", 1, 1024);
    if (const auto time = cells.optional_number("time_ns", 0, kMost * 1e3))
      row.time_us = *time * 1e-3;
    rows.push_back(row);
  }
  return rows;
}

double nccl_time_us(const CollectiveRow& row, const DeviceChip& chip) {
  known_kind(row.collective);
  Conditions conditions;
  conditions.timing = Timing::kHost;
  const Prediction prediction = prediction_of(as_measurement(row), conditions,
                                              as_the_row_ran(row, chip), OperatorDetail::kAnalytic);
  const auto time = prediction.values.empty() ? std::nullopt : number_in(prediction.values.front());
  if (!time) throw NotPredicted(prediction.why_not);
  return *time;
}

double astra_time_us(const CollectiveRow& row) {
  const Collective::Kind kind = known_kind(row.collective);
  ChunkedRing ring;
  ring.chips = row.chips;
  ring.bandwidth = BytesPerSecond(row.bandwidth_gib * kGib);
  ring.latency = from_nanoseconds(row.latency_ns);
  ring.links = links_of(row.device);
  ring.endpoint = from_nanoseconds(kEndpointNs);
  ring.chunks = row.chunks;
  ring.active = kActiveChunks;
  ring.local_bandwidth = BytesPerSecond(kLocalGbPerS * 1e9);
  const std::int64_t parts = kind == Collective::Kind::kAllGather ? 1 : row.chips;
  return to_microseconds(chunked_ring_time(ring, kind, Bytes(ceil_divide(row.bytes, parts))));
}

}  // namespace tessera::validation
