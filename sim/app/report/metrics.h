// The figures of a result that can be listed, compared and tested against a threshold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

struct Metric {
  std::string_view name;  // "latency_us": the unit is in the name
  std::string_view meaning;
  double (*value)(const proto::Result&);
};

const std::vector<Metric>& metrics();

// By its name, or by its name without the unit: "latency". Nullptr if there is none.
const Metric* metric_named(std::string_view name);

}  // namespace tessera
