#include "sim/app/validate/silicon/measurement.h"

#include <array>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

constexpr std::array kShapeColumns = {"M",        "N",        "K",         "batch",      "heads",
                                      "kv_heads", "head_dim", "seq",       "kv_len",     "experts",
                                      "topk",     "bytes",    "n_devices", "conv_w",     "conv_h",
                                      "conv_r",   "conv_s",   "conv_pad",  "conv_stride"};
constexpr double kLargest = 1e15;

Measurement read_row(RowReader& row, const std::vector<std::string>& measured) {
  Measurement result;
  result.device = row.text("device");
  result.op = row.text("op");
  result.dtype = row.text("dtype");
  result.model = row.text("model");
  result.timing = row.text("timing");
  // The first profiler of LLMServingSim ran vLLM of 2024 with kernels for the generation before.
  result.older_software = row.text("source_file").starts_with("profiler/v0/");
  result.scored = row.text("quality") != "C";
  for (const char* column : kShapeColumns)
    if (const auto value = row.optional_number(column, -kLargest, kLargest))
      result.shape[column] = static_cast<std::int64_t>(*value);
  for (const std::string& column : measured)
    result.measured.push_back(row.optional_number(column, 0, kLargest));
  result.spread = row.optional_number("rel_spread", 0, kLargest);
  return result;
}

// How the sources of measurements time.
struct NamedTiming {
  std::string_view name;
  Caches caches;
  Timing timing;
};

constexpr std::array kTimings = {
    NamedTiming{"cuda_graph_or_event_avg", Caches::kWarm, Timing::kGraph},
    NamedTiming{"kernel_only_profiler", Caches::kCold, Timing::kProfiler},
    NamedTiming{"tuner_best_kernel_time", Caches::kCold, Timing::kProfiler},
    NamedTiming{"wallclock_incl_launch_sync", Caches::kWarm, Timing::kHost},
    NamedTiming{"wallclock_avg_loop", Caches::kWarm, Timing::kHost},
    NamedTiming{"nccl_tests", Caches::kWarm, Timing::kGraph}};

}  // namespace

std::int64_t Measurement::number(std::string_view column) const {
  const auto found = shape.find(column);
  if (found == shape.end()) throw NotPredicted("rows of " + op + " without " + std::string(column));
  return found->second;
}

std::int64_t Measurement::number_or(std::string_view column, std::int64_t absent) const {
  const auto found = shape.find(column);
  return found == shape.end() ? absent : found->second;
}

std::vector<Measurement> read_measurements(const CsvTable& table,
                                           const std::vector<std::string>& measured,
                                           std::vector<Mistake>& mistakes) {
  std::vector<Measurement> rows;
  rows.reserve(table.rows.size());
  for (const CsvRow& row : table.rows) {
    RowReader reader(table, row, mistakes);
    rows.push_back(read_row(reader, measured));
  }
  return rows;
}

std::optional<Conditions> conditions_of(const Measurement& row) {
  for (const NamedTiming& known : kTimings) {
    if (known.name != row.timing) continue;
    const bool tuner_moe = row.op == "moe" && row.timing == "tuner_best_kernel_time";
    return Conditions{known.caches, tuner_moe ? Routing::kRandom : Routing::kBalanced,
                      row.device.ends_with("_host") ? Timing::kHost : known.timing};
  }
  return std::nullopt;
}

}  // namespace tessera::validation
