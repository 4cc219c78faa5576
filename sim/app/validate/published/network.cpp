// Networks without phases: inputs per second, latencies, shares of the peak.
#include <algorithm>
#include <optional>

#include "sim/app/validate/published/layout.h"
#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/row_reader.h"
#include "sim/core/diagnostics.h"
#include "workloads/model_reader.h"

namespace tessera::validation::published {
namespace {

constexpr std::int64_t kLargestBatch = 2048;
constexpr double kWorthDoubling = 1.02;  // of the rate: else a larger batch gains nothing
constexpr std::int64_t kStreams = 8;     // inputs of a query of MLPerf's multi-stream scenario
// Questions of SQuAD are at most 384 tokens, 177 on average, and submissions to MLPerf leave
// padding out where nobody waits for a single one. General knowledge.
constexpr std::int64_t kBoundOfSquad = 384, kMeanOfSquad = 177;
constexpr double kGuidance = 2;  // passes of a step: with the text and without

class Network {
 public:
  Network(const Row& row, const Asked& asked, const DeviceChip& device, OperatorDetail detail)
      : row_(row), graph_(read_model(asked.network)), device_(device), detail_(detail) {
    const DataType type = network_type(row.dtype).value_or(device.spec->default_type);
    how_.types.weight = how_.types.activation = how_.types.kv = type_ = type;
    for (const proto::Symbol& symbol : graph_.symbol())
      if (symbol.name() != "batch") how_.symbols[symbol.name()] = length(symbol.name());
  }

  double time(std::int64_t batch) { return seconds(run(batch).execution.elapsed); }

  // Inputs per second of a chip that is given as many at once as gain anything.
  double best_rate() {
    double best = 0;
    for (std::int64_t batch = 1; batch <= kLargestBatch; batch *= 2) {
      const std::optional<double> rate = rate_if_it_fits(batch);
      if (!rate || (batch > 1 && *rate < best * kWorthDoubling))
        return std::max(best, rate.value_or(0));
      best = *rate;
    }
    return best;
  }

  // Of the nominal peak of the type. Published operation counts of image networks count a
  // multiplication with its addition once, those of language models twice.
  double share_of_peak(std::int64_t batch) {
    const OneRun one = run(batch);
    const double macs = static_cast<double>(one.graph.macs());
    const double counted = how_.symbols.contains("seq") ? 1 : 0.5;
    return counted * macs / seconds(one.execution.elapsed) /
           peak_macs_per_second(*device_.spec, type_);
  }

 private:
  OneRun run(std::int64_t batch) {
    how_.symbols["batch"] = batch;
    return run_once(graph_, how_, device_, detail_);
  }

  std::optional<double> rate_if_it_fits(std::int64_t batch) {
    try {
      return static_cast<double>(batch) / time(batch);
    } catch (const InputError& mistake) {
      if (mistake.code() != ExitCode::kDoesNotFit) throw;
      return std::nullopt;
    }
  }

  std::int64_t length(const std::string& symbol) const {
    if (symbol != "seq") throw NotPredicted("the network needs a number for " + symbol);
    const auto length = integer_in(row_.input);
    if (says(row_.workload, "SQuAD (MLPerf") && says(row_.phase, "offline")) return kMeanOfSquad;
    if (length) return *length;
    if (const auto words = number_behind(row_.workload + " " + row_.conditions, R"(\bseq (\d+))"))
      return static_cast<std::int64_t>(*words);
    if (says(row_.workload, "SQuAD")) return kBoundOfSquad;
    throw NotPredicted("lengths are not stated");
  }

  const Row& row_;
  proto::Graph graph_;
  const DeviceChip& device_;
  OperatorDetail detail_;
  DataType type_ = DataType::kBf16;
  RunConditions how_;
};

// Inputs that a chip works on at once: of a result over several chips its part; where every core
// has a batch of its own, that of all cores.
std::int64_t batch_of_chip(const Row& row, const DeviceChip& device) {
  if (says(row.phase, "single-stream")) return 1;
  if (says(row.phase, "multi-stream")) return kStreams;
  const auto batch = integer_in(row.batch);
  if (!batch) throw NotPredicted("no batch or number of requests under way is stated");
  if (says(row.conditions, "all cores data parallel")) return *batch * device.spec->core.count;
  return std::max<std::int64_t>(1, *batch / chips_of(row));
}

// How often the network runs for one input: diffusion goes through it in steps.
double passes_of(const Row& row) {
  const auto steps = number_behind(row.workload, R"((\d+) steps)");
  return steps ? kGuidance * *steps : 1;
}

}  // namespace

double network_value(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail) {
  Network network(row, asked, device, detail);
  const auto chips = static_cast<double>(chips_of(row));
  const double passes = passes_of(row);
  if (says(row.phase, "offline"))
    return rate_in(row, chips * network.best_rate() / passes, *device.spec);
  const std::int64_t batch = batch_of_chip(row, device);
  if (is_share(row)) return share_in(row, network.share_of_peak(batch));
  const double time = passes * network.time(batch);
  return is_time(row) ? time_in(row, time)
                      : rate_in(row, chips * static_cast<double>(batch) / time, *device.spec);
}

}  // namespace tessera::validation::published
