#include "sim/app/validate/silicon/measurement.h"

#include <array>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

constexpr double kLargest = 1e15;

Measurement read_row(RowReader& row, const MeasurementColumns& columns) {
  Measurement result;
  result.device = row.text("device");
  result.op = row.text("op");
  result.dtype = row.text("dtype");
  result.model = row.text("model");
  result.timing = row.text("timing");
  // The first profiler of LLMServingSim ran vLLM of 2024 with kernels for the generation before.
  result.older_software = row.text("source_file").starts_with("profiler/v0/");
  result.scored = row.text("quality") != "C";
  for (const std::string& column : columns.numbers)
    if (const auto value = row.optional_number(column, -kLargest, kLargest))
      result.shape[column] = static_cast<std::int64_t>(*value);
  for (const std::string& column : columns.words)
    if (!row.text(column).empty()) result.words[column] = row.text(column);
  for (const std::string& column : columns.measured)
    result.measured.push_back(row.optional_number(column, 0, kLargest));
  result.spread = row.optional_number("rel_spread", 0, kLargest);
  return result;
}

// Benchmarks that replay a graph take turns between this many copies of a product's weights, or
// as many as fill the last-level cache.
constexpr std::int64_t kRotatedWeights = 5;

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
    NamedTiming{"wallclock_avg_loop", Caches::kWarm, Timing::kLoop},
    NamedTiming{"nccl_tests", Caches::kWarm, Timing::kHost}};

// The sources that time by the host's clock have gelu and layernorm as functions under
// torch.compile, all else as calls of PyTorch (LLMCompass, run_on_gpu).
Timing timing_of(const Measurement& row, Timing known) {
  if (row.device.ends_with("_host")) return Timing::kHost;
  const bool compiled = row.op == "gelu" || row.op == "layernorm";
  return known == Timing::kHost && compiled ? Timing::kCompiled : known;
}

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

std::vector<Measurement> read_measurements(const CsvTable& table, const MeasurementColumns& columns,
                                           std::vector<Mistake>& mistakes) {
  std::vector<Measurement> rows;
  rows.reserve(table.rows.size());
  for (const CsvRow& row : table.rows) {
    RowReader reader(table, row, mistakes);
    rows.push_back(read_row(reader, columns));
  }
  return rows;
}

std::optional<Conditions> conditions_of(const Measurement& row) {
  for (const NamedTiming& known : kTimings) {
    if (known.name != row.timing) continue;
    const bool tuner_moe = row.op == "moe" && row.timing == "tuner_best_kernel_time";
    // What such a kernel reads, the kernel before has just written.
    const bool passes_over_rows = row.op != "moe" && row.shape.contains("N") &&
                                  !row.shape.contains("K") && !row.shape.contains("batch");
    const bool rotates = row.op == "gemm" && row.timing == "cuda_graph_or_event_avg";
    return Conditions{.caches = passes_over_rows ? Caches::kWarm : known.caches,
                      .routing = tuner_moe ? Routing::kRandom : Routing::kBalanced,
                      .timing = timing_of(row, known.timing),
                      .weight_copies = rotates ? kRotatedWeights : 1};
  }
  return std::nullopt;
}

}  // namespace tessera::validation
