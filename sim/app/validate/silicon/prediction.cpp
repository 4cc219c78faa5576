#include "sim/app/validate/silicon/prediction.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "isa/closed_form.h"
#include "models/simulate.h"
#include "sim/app/simulate/host_time.h"
#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/runs.h"
#include "sim/core/diagnostics.h"
#include "workloads/lowering/lower.h"

namespace tessera::validation {
namespace {

constexpr double kPicosecondsPerMicrosecond = 1e6;

StallCause largest(const StallStack& stalls) {
  auto cause = StallCause::kMatrix;
  for (std::size_t c = 0; c < kStallCauses; ++c)
    if (stalls[static_cast<StallCause>(c)] > stalls[cause]) cause = static_cast<StallCause>(c);
  return cause;
}

// One line of it, as the line is a record.
std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

// Collectives and convolutions have the host's part in what lowering makes of them; of kernels that
// are no products a profiler leaves the gap before them out.
bool takes_host_time(const OperatorClass& known, Timing timing) {
  if (known.graph == gemm_graph) return true;
  return known.graph == elementwise_graph &&
         (timing == Timing::kHost || timing == Timing::kCompiled);
}

}  // namespace

Execution execute(const ChipSpec& chip, const Program& program, OperatorDetail detail) {
  if (detail == OperatorDetail::kAnalytic)
    return execute_closed_form(chip, program, EngineTimes::kLeftOut);
  SimulationOptions options;
  options.engines = false;
  options.remember = false;  // no two rows are the same
  return simulate(chip, program, options);
}

Prediction prediction_of(const Measurement& row, const Conditions& conditions,
                         const DeviceChip& device, OperatorDetail detail) {
  Prediction prediction;
  try {
    const OperatorClass* known = operator_class(row.op);
    if (known == nullptr || known->graph == nullptr)
      throw NotPredicted(row.op + " is not modelled");
    const BoundGraph graph = tessera::bind(known->graph(row), {}, {});
    // What the host adds to collectives is a number of the chip's fabric, which lowering reads.
    const bool collective = known->graph == collective_graph;
    const KernelLibrary& current = row.older_software ? device.older_library : device.library;
    std::optional<KernelLibrary> of_row;
    if (collective) of_row = collective_library(row, current);
    const LoweringOptions options{
        .chips = 1, .conditions = conditions, .library = of_row ? *of_row : current};
    const Lowered lowered = lower(graph, *device.spec, options);
    Execution execution = execute(*device.spec, lowered.program, detail);
    if (takes_host_time(*known, conditions.timing))
      add_host_time(device.library.host, conditions.timing, execution);
    prediction.values = {
        shown(static_cast<double>(execution.elapsed.count()) / kPicosecondsPerMicrosecond)};
    prediction.limiter = name_of(largest(execution.stalls));
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = in_one_line(mistake.what());
  } catch (const Deadlock& stuck) {
    prediction.why_not = in_one_line(stuck.what());
  }
  return prediction;
}

std::string shown(double value) {
  const int before = value >= 1 ? static_cast<int>(std::floor(std::log10(value))) : 0;
  return fmt::format("{:.{}f}", value, std::clamp(4 - before, 0, 6));
}

std::string as_line(const Prediction& prediction) {
  return fmt::format("{}\t{}\t{}", fmt::join(prediction.values, ","), prediction.limiter,
                     prediction.why_not);
}

Prediction from_line(const std::string& line) {
  const std::vector<std::string> parts = split(line, '\t');
  if (parts.size() != 3) return {{}, {}, "a record that cannot be read"};
  Prediction prediction;
  if (!parts[0].empty()) prediction.values = split(parts[0], ',');
  prediction.limiter = parts[1];
  prediction.why_not = parts[2];
  return prediction;
}

}  // namespace tessera::validation
