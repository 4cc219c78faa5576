#include "sim/app/simulate/elasticities.h"

#include <algorithm>

#include "sim/app/simulate/combine.h"
#include "workloads/parallel/machines.h"

namespace tessera {
namespace {

std::vector<std::size_t> most_gain_first(const std::vector<ElasticityResult>& results) {
  std::vector<std::size_t> order(results.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return results[a].latency_change < results[b].latency_change;
  });
  return order;
}

// A network may come with its collectives.
std::int64_t joined_chips(const Inputs& inputs) {
  return has_collectives(inputs.graph) ? std::max<std::int64_t>(2, inputs.all_chips())
                                       : inputs.all_chips();
}

}  // namespace

double latency_change(const std::vector<Part>& parts, const ChipSpec& chip,
                      const Execute& execute) {
  std::vector<Execution> before;
  std::vector<Execution> after;
  for (const Part& part : parts) {
    before.push_back(part.execution);
    after.push_back(execute(chip, part));
  }
  const double whole = weighted_latency(parts, before);
  return whole > 0 ? weighted_latency(parts, after) / whole - 1 : 0;
}

std::vector<ElasticityResult> elasticities(const Inputs& inputs, const std::vector<Part>& parts,
                                           const Execute& execute) {
  std::vector<ElasticityResult> results;
  for (const Resource& resource : resources_of(inputs.chip, joined_chips(inputs)))
    results.push_back({resource,
                       latency_change(parts, with_more(inputs, resource, kElasticityStep), execute),
                       {}});
  std::vector<std::size_t> order = most_gain_first(results);
  order.resize(std::min(order.size(), kUnlimitedResources));
  for (const std::size_t i : order)
    results[i].unlimited_change =
        latency_change(parts, with_more(inputs, results[i].resource, kUnlimited), execute);
  return results;
}

std::optional<Resource> what_if_resource(StallCause limiter,
                                         const std::vector<ElasticityResult>& elasticities) {
  if (elasticities.empty()) return std::nullopt;
  for (const ElasticityResult& one : elasticities)
    if (one.resource.relieves == limiter) return one.resource;
  return elasticities[most_gain_first(elasticities).front()].resource;
}

}  // namespace tessera
