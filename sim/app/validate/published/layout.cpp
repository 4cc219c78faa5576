#include "sim/app/validate/published/layout.h"

#include <algorithm>
#include <cmath>

#include "sim/app/validate/published/words.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation::published {
namespace {

std::int64_t stated(const std::string& text, const std::string& key, std::int64_t absent) {
  const auto number = number_behind(text, R"(\b)" + key + R"(\s*=?\s*(\d+)\b)");
  return number ? static_cast<std::int64_t>(*number) : absent;
}

// A divisor of `chips`, at most `wanted`.
std::int64_t dividing(std::int64_t wanted, std::int64_t chips) {
  std::int64_t parts = std::clamp<std::int64_t>(wanted, 1, chips);
  while (chips % parts != 0) --parts;
  return parts;
}

}  // namespace

std::int64_t chips_of(const Row& row) {
  if (!row.chips) throw NotPredicted("the number of chips is not stated");
  return std::max<std::int64_t>(1, std::llround(*row.chips));
}

ParallelPlan layout_of(const Row& row) {
  const std::string text = row.workload + "; " + row.batch + "; " + row.conditions;
  const std::int64_t chips = chips_of(row);
  ParallelPlan plan;
  plan.pipeline = dividing(stated(text, "PP", 1), chips);
  const std::int64_t stage = chips / plan.pipeline;
  plan.expert = dividing(stated(text, "EP", 1), stage);
  // Chips that share experts, and say nothing of layers, have sequences of their own.
  const std::int64_t tensor = stated(text, "TP", 1);
  const bool own_sequences = says(text, "attention DP") || (plan.expert > 1 && tensor == 1);
  plan.data =
      dividing(own_sequences ? std::max(tensor, plan.expert) : stated(text, "DP", 1), stage);
  plan.tensor = stage / plan.data;
  return plan;
}

}  // namespace tessera::validation::published
