#include "sim/app/validate/published/predictors.h"

#include <algorithm>
#include <stdexcept>

#include "models/simulate.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation::published {
namespace {

double value_of(const Row& row, const Asked& asked, const DeviceChip& device, OperatorDetail detail,
                LanguageRuns& runs) {
  switch (asked.kind) {
    case Kind::kNone:
      break;
    case Kind::kLanguage:
      return language_value(row, asked, device, runs);
    case Kind::kNetwork:
      return network_value(row, asked, device, detail);
    case Kind::kCounters:
      return counter_value(row, asked, device, detail);
    case Kind::kGemm:
      return gemm_value(row, device, detail);
    case Kind::kAttention:
      return attention_value(row, device, detail);
    case Kind::kMemory:
      return memory_value(row, device, detail);
    case Kind::kLaunch:
      return launch_value(row, device, detail);
    case Kind::kCollective:
      return collective_value(row, device, detail);
  }
  throw NotPredicted(asked.why_not);
}

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

}  // namespace

Prediction predicted(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail, LanguageRuns& runs) {
  Prediction prediction;
  try {
    prediction.values = {shown(value_of(row, asked, device, detail, runs))};
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = in_one_line(mistake.what());
  } catch (const Deadlock& stuck) {
    prediction.why_not = in_one_line(stuck.what());
  }
  return prediction;
}

}  // namespace tessera::validation::published
