#include "sim/app/sweep/space/objectives.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "sim/app/sweep/store/sweep_metrics.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_names.h"

namespace tessera::sweep {
namespace {

[[noreturn]] void refuse(const std::string& flag, const std::string& name, const std::string& why) {
  throw InputError(ExitCode::kUsage, fmt::format("{} '{}': {}", flag, name, why));
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const NamedFigure& metric : sweep_metrics()) names.emplace_back(metric.name);
  return names;
}

}  // namespace

Objective objective_named(const Spec& spec, const std::string& flag, const std::string& name) {
  const int place = metric_place(name);
  if (place < 0)
    refuse(flag, name, "there is no such metric; there are " + nearest_first(name, metric_names()));
  const NamedFigure& metric = sweep_metrics()[static_cast<std::size_t>(place)];
  const auto stated = std::ranges::find(spec.objectives, metric.name, &Objective::metric);
  if (stated != spec.objectives.end()) return *stated;
  return {std::string(metric.name), metric.better == Better::kMore};
}

std::vector<Objective> objectives_named(const Spec& spec, const std::string& flag,
                                        const std::string& names) {
  std::vector<Objective> objectives;
  std::istringstream words(names);
  for (std::string name; std::getline(words, name, ',');) {
    const Objective objective = objective_named(spec, flag, name);
    if (std::ranges::find(objectives, objective.metric, &Objective::metric) != objectives.end())
      refuse(flag, names, objective.metric + " is named twice");
    objectives.push_back(objective);
  }
  if (objectives.empty()) refuse(flag, names, "must name a metric");
  return objectives;
}

std::size_t place_of(const Objective& objective) {
  return static_cast<std::size_t>(metric_place(objective.metric));
}

std::string direction_text(const Objective& objective) {
  return fmt::format("{} {}", objective.maximise ? "most" : "least", objective.metric);
}

std::string directions_text(const std::vector<Objective>& objectives) {
  std::string text;
  for (const Objective& one : objectives) text += (text.empty() ? "" : ", ") + direction_text(one);
  return text;
}

}  // namespace tessera::sweep
