// What a published row asks for: which kind of run predicts it, and the group its error counts in.
#pragma once

#include <string>
#include <vector>

#include "sim/app/validate/published/row.h"

namespace tessera::validation::published {

enum class Kind {
  kNone,      // `why_not`
  kLanguage,  // a language model: tokens per second, a first token, a time per token
  kNetwork,   // any other network: inputs per second, a latency, a share of the peak
  kCounters,  // shares of cycles of a systolic array, and its rate
  kGemm,
  kAttention,
  kMemory,  // streams through memory, or through a shared buffer
  kLaunch,
  kCollective
};

struct Asked {
  Kind kind = Kind::kNone;
  std::string group;    // "gpu-maximum-load"
  std::string network;  // of the library, where the kind has one
  std::string why_not;  // in words that rows of the same kind share
};

inline constexpr const char* kNoNetwork = "the library has no such network";

// From the row's own words, before any chip is looked at.
Asked asked_of(const Row& row);

// The group once the chip is known: "gpu" or "other" chips.
std::string group_of(const Row& row, const Asked& asked, bool is_gpu);

std::vector<std::string> group_names();  // in the order of reports

}  // namespace tessera::validation::published
