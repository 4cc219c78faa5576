// The figures of a result that can be listed, compared and tested against a threshold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

enum class Better { kLess, kMore };

struct Metric {
  std::string_view name;  // "latency_us": the unit is in the name
  std::string_view meaning;
  double (*value)(const proto::Result&);
  // False where the run has no such figure, as tokens of a network without them; none: all have it.
  bool (*present)(const proto::Result&) = nullptr;
  Better better = Better::kLess;
};

const std::vector<Metric>& metrics();

inline bool has(const proto::Result& result, const Metric& metric) {
  return metric.present == nullptr || metric.present(result);
}

// By its name, or by its name without the unit: "latency". Nullptr if there is none.
const Metric* metric_named(std::string_view name);

}  // namespace tessera
