#include "sim/app/sweep/report/counts.h"

#include <fmt/format.h>

#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/report.h"

namespace tessera::sweep {

std::string counts_text(const Points& points, const Table& table) {
  std::string text = fmt::format("{}: {} points", points.spec().name, count_text(table.size()));
  const auto say = [&](PointState state, const char* what) {
    if (const std::size_t number = table.count(state); number > 0)
      text += fmt::format(", {} {}", count_text(number), what);
  };
  const bool constrained = !points.spec().constraints.empty();
  say(PointState::kFeasible, constrained ? "meet all constraints" : "ran");
  say(PointState::kRefused, "ran and do not");
  say(PointState::kExcluded, "are excluded by their values");
  say(PointState::kFailed, "failed");
  const std::size_t closed = table.closed_form_only(), failed = table.closed_form_failed();
  if (closed > 0)
    text += fmt::format(", {} have their closed form only (--prefilter)", count_text(closed));
  if (failed > 0) text += fmt::format(", {} failed in closed form", count_text(failed));
  if (const std::size_t missing = table.count(PointState::kMissing) - closed - failed; missing > 0)
    text += fmt::format(", {} {}", count_text(missing),
                        points.constraints_of_chip()
                            ? "are missing: not computed yet (tessera sweep run), or excluded by a "
                              "constraint on their chip"
                            : "are missing: tessera sweep run computes them");
  return text + "\n";
}

void add_counts(const Table& table, JsonWriter& json) {
  json.begin_object("points");
  json.add("all", table.size());
  json.add("feasible", table.count(PointState::kFeasible));
  json.add("refused", table.count(PointState::kRefused));
  json.add("failed", table.count(PointState::kFailed));
  json.add("missing", table.count(PointState::kMissing));
  json.add("closed_form_only", table.closed_form_only());
  json.add("closed_form_failed", table.closed_form_failed());
  json.add("excluded", table.count(PointState::kExcluded));
  json.end_object();
}

}  // namespace tessera::sweep
