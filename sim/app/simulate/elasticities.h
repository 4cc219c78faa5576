// What more of each resource would buy: the same programs on changed hardware.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/part.h"
#include "sim/app/simulate/resources.h"

namespace tessera {

struct ElasticityResult {
  Resource resource;
  double latency_change = 0;  // of 1, at kElasticityStep times the resource
  std::optional<double>
      unlimited_change;  // at kUnlimited times, for the resources that matter most
};

inline constexpr double kElasticityStep = 1.1;
inline constexpr double kUnlimited = 1e6;
inline constexpr double kWhatIfFactor = 1.5;
inline constexpr std::size_t kUnlimitedResources = 3;

using Execute = std::function<Execution(const ChipSpec&, const Part&)>;

// Time of all parts on `chip` over their time as they ran, minus 1.
double latency_change(const std::vector<Part>& parts, const ChipSpec& chip, const Execute& execute);

// In the order of resources_of.
std::vector<ElasticityResult> elasticities(const Inputs& inputs, const std::vector<Part>& parts,
                                           const Execute& execute);

// The resource to ask about: the one that relieves `limiter`, else the one with the most to gain.
std::optional<Resource> what_if_resource(StallCause limiter,
                                         const std::vector<ElasticityResult>& elasticities);

}  // namespace tessera
