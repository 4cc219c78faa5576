#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

#include "isa/library.h"
#include "sim/app/serving/step_model.h"
#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/runs.h"
#include "sim/core/diagnostics.h"
#include "workloads/join_residuals.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/tensor_parallel.h"
#include "workloads/quantise.h"
#include "workloads/serving_frameworks.h"

namespace tessera::validation {
namespace {

constexpr double kPicosecondsPerMillisecond = 1e9;
constexpr const char* kNetworks = "workloads/networks";

std::string word(const Measurement& row, std::string_view column) {
  const auto found = row.words.find(column);
  return found == row.words.end() ? "" : found->second;
}

// "Llama-3.1-8B-Instruct" is the network llama-3.1-8b.
std::string network_of(std::string model) {
  std::transform(model.begin(), model.end(), model.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kTuned = "-instruct";
  if (model.ends_with(kTuned)) model.resize(model.size() - kTuned.size());
  const auto known = library_name(kNetworks, model);
  if (!known) throw NotPredicted("the library has no network of " + model);
  return *known;
}

const ServingFramework& framework_of(const Measurement& row, const DeviceChip& device) {
  static std::map<std::string, std::vector<ServingFramework>> libraries;
  const std::string& library = device.library.name;
  if (!libraries.contains(library)) libraries[library] = read_serving_frameworks(library);
  for (const ServingFramework& framework : libraries[library])
    if (framework.name == word(row, "framework")) return framework;
  throw NotPredicted("no serving framework is called " + word(row, "framework"));
}

// Nothing stated: 16 bits, as the network is.
std::optional<DataType> narrow_type(const Measurement& row) {
  const std::string precision = word(row, "precision");
  if (precision.empty() || precision == "bf16" || precision == "fp16") return std::nullopt;
  return type_of(precision);
}

void require_predictable(const Measurement& row) {
  if (word(row, "mode") != "agg")
    throw NotPredicted("serving with separate prefill and decode is not modelled");
  if (row.number_or("pp_size", 1) > 1)
    throw NotPredicted("serving over a pipeline of chips is not modelled");
  if (row.number_or("attention_dp_size", 1) > 1 || row.number_or("moe_ep_size", 1) > 1)
    throw NotPredicted("serving with expert or data parallelism is not modelled");
}

// Each is simulated once in a process, whatever rows ask for it.
serving::StepModel& steps_of(const Measurement& row, const DeviceChip& device,
                             const ServingFramework& framework, OperatorDetail detail) {
  static std::map<std::string, std::unique_ptr<serving::StepModel>> known;
  const std::string network = network_of(row.model);
  const std::int64_t chips = row.number("tp_size");
  const std::optional<DataType> narrow = narrow_type(row);
  const bool narrow_cache = narrow && framework.narrow_cache;
  const std::string key = fmt::format("{} {} {} {} {}", device.spec->name, network, chips,
                                      narrow ? name_of(*narrow) : "", narrow_cache);
  std::unique_ptr<serving::StepModel>& steps = known[key];
  if (steps) return *steps;
  serving::ServedModel model{with_joined_residuals(tensor_parallel(read_model(network), chips)),
                             {}};
  if (narrow) model.graph = quantised(model.graph, *narrow);
  if (narrow_cache) model.types.kv = DataType::kFp8;
  steps =
      std::make_unique<serving::StepModel>(*device.spec, device.library, std::move(model),
                                           [detail](const ChipSpec& chip, const Program& program) {
                                             return execute(chip, program, detail);
                                           });
  return *steps;
}

struct Serving {
  std::int64_t requests = 0;
  Picoseconds per_token;
};

Serving serve(const Measurement& row, const DeviceChip& device, OperatorDetail detail) {
  require_predictable(row);
  const ServingFramework& framework = framework_of(row, device);
  serving::StepModel& steps = steps_of(row, device, framework, detail);
  const std::int64_t prompt = row.number("isl"), tokens = row.number("osl");
  const std::int64_t kv = prompt + tokens / 2;
  const std::int64_t held = steps.most_sequences(kv);
  if (held < 1) throw NotPredicted("the memory does not hold the network");
  Serving result;
  result.requests = std::min(row.number("concurrency"), held);
  const Picoseconds alone = steps.decode(result.requests, kv);
  const Picoseconds added = steps.mixed(result.requests, kv, prompt) - alone;
  const double prompts = static_cast<double>(result.requests - 1) / static_cast<double>(tokens);
  result.per_token =
      alone + framework.step + framework.sequence * result.requests +
      framework.layer * steps.layers() +
      Picoseconds(static_cast<std::int64_t>(prompts * static_cast<double>(added.count())));
  return result;
}

}  // namespace

Prediction serving_prediction(const Measurement& row, const Conditions&, const DeviceChip& device,
                              OperatorDetail detail) {
  Prediction prediction;
  try {
    const Serving served = serve(row, device, detail);
    const double ms = static_cast<double>(served.per_token.count()) / kPicosecondsPerMillisecond;
    prediction.values = {"", shown(ms), shown(1e3 * static_cast<double>(served.requests) / ms)};
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = mistake.what();
    std::replace(prediction.why_not.begin(), prediction.why_not.end(), '\n', ' ');
  }
  return prediction;
}

}  // namespace tessera::validation
