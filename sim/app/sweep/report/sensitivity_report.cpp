#include <fmt/format.h>

#include <algorithm>

#include "sim/app/report/aligned.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/counts.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/sensitivity.h"

namespace tessera::sweep {
namespace {

std::string share_text(const std::optional<double>& share) {
  return share ? format_percent(*share) : "-";
}

// Of points near a front nothing follows for the others.
std::string warning_text(const Points& points, const Table& table, const Sensitivity& found) {
  if (table.closed_form_only() == 0) return {};
  return fmt::format(
      "only {} of {} points ran as the sweep asks, chosen near its front (--prefilter): shares, "
      "means, elasticities and knees are those of these points, not of the space\n",
      count_text(found.points), count_text(points.size()));
}

std::string estimator_text(const Sensitivity& found) {
  if (!found.grid)
    return "drawn points: first-order shares are estimated from the means of parts of each axis, "
           "less what noise adds to them; totals and knees need a grid\n";
  if (found.holes == 0) return "complete grid: the shares are exact\n";
  return fmt::format(
      "{} points of the grid have no {}: shares are those of the points there are; the first-order "
      "ones may overlap, totals are too small\n",
      count_text(found.holes), found.metric.metric);
}

// "first", "total", "elasticity" of each axis.
std::string shares_text(const Sensitivity& found) {
  std::vector<std::vector<std::string>> rows = {{"axis", "first order", "total", "elasticity"}};
  for (const AxisEffect& axis : found.axes)
    rows.push_back({axis.name, share_text(axis.first), share_text(axis.total),
                    axis.elasticity ? fmt::format("{:+.2f}", *axis.elasticity) : "-"});
  return aligned(rows, {Align::kLeft, Align::kRight, Align::kRight, Align::kRight});
}

// Interactions are what no axis explains alone.
std::string interactions_text(const Sensitivity& found) {
  double alone = 0;
  for (const AxisEffect& axis : found.axes) alone += axis.first.value_or(0);
  if (!found.grid || found.holes > 0 || found.deviation == 0) return {};
  return fmt::format("{} of the variance takes several axes together\n",
                     format_percent(std::max(0.0, 1 - alone)));
}

std::string knee_text(const AxisEffect& axis, const std::string& metric) {
  const AxisKnee& knee = *axis.knee;
  std::string text = fmt::format("{}: ", axis.name);
  if (knee.mean.at)
    text += fmt::format("knee at {}: beyond it the elasticity of {} is below 0.5",
                        figure_text(*knee.mean.at), metric);
  else
    text += fmt::format("no knee: elasticity {:+.2f} at its beginning, {:+.2f} at its end",
                        knee.mean.first_slope, knee.mean.last_slope);
  if (knee.mean.flat)
    text += fmt::format("; beyond {} doubling changes it by less than 10 %",
                        figure_text(*knee.mean.flat));
  if (knee.with_knee > 0 && knee.all_lines > 1)
    text += fmt::format("; {} of {} lines have one, {} to {}", count_text(knee.with_knee),
                        count_text(knee.lines), figure_text(knee.least), figure_text(knee.most));
  if (knee.lines < knee.all_lines)
    text += fmt::format("; {} lines with holes left out", count_text(knee.all_lines - knee.lines));
  return text + "\n";
}

std::string levels_text(const AxisEffect& axis, const std::string& metric) {
  std::vector<std::vector<std::string>> rows = {{axis.name, "points", "mean " + metric}};
  for (const Level& level : axis.levels)
    rows.push_back({short_value(level.value), fmt::format("{}", level.points),
                    level.points > 0 ? figure_text(level.mean) : "-"});
  return "\n" + aligned(rows, {Align::kRight, Align::kRight, Align::kRight});
}

// Axes at whose values different numbers of points ran.
std::string uneven_text(const Sensitivity& found) {
  std::string axes;
  for (const AxisEffect& axis : found.axes) {
    if (axis.levels.empty()) continue;
    const auto [least, most] = std::ranges::minmax_element(axis.levels, {}, &Level::points);
    if (least->points < most->points) axes += (axes.empty() ? "" : ", ") + axis.name;
  }
  if (!found.grid || axes.empty()) return {};
  return fmt::format(
      "\nthe means over {} are of different designs each, as points failed or are missing\n", axes);
}

void add_optional(JsonWriter& json, const char* key, const std::optional<double>& value) {
  if (value) json.add(key, *value);
}

void add_knee(const AxisKnee& knee, JsonWriter& json) {
  json.begin_object("knee");
  add_optional(json, "at", knee.mean.at);
  add_optional(json, "flat_beyond", knee.mean.flat);
  json.add("first_elasticity", knee.mean.first_slope);
  json.add("last_elasticity", knee.mean.last_slope);
  json.add("lines", knee.lines);
  json.add("lines_with_holes", knee.all_lines - knee.lines);
  json.add("lines_with_knee", knee.with_knee);
  if (knee.with_knee > 0) {
    json.add("least_at", knee.least);
    json.add("most_at", knee.most);
  }
  json.end_object();
}

void add_axis(const AxisEffect& axis, JsonWriter& json) {
  json.begin_object();
  json.add("axis", axis.name);
  add_optional(json, "first_order", axis.first);
  add_optional(json, "total", axis.total);
  add_optional(json, "elasticity", axis.elasticity);
  if (axis.knee) add_knee(*axis.knee, json);
  json.begin_array("values");
  for (const Level& level : axis.levels) {
    json.begin_object();
    json.add("value", level.value);
    json.add("points", level.points);
    json.add("mean", level.mean);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string sensitivity_text(const Points& points, const Table& table, const Sensitivity& found) {
  const std::string& metric = found.metric.metric;
  std::string text = counts_text(points, table);
  if (found.points == 0) return text + fmt::format("no point has a {}\n", metric);
  text +=
      fmt::format("{}: mean {}, standard deviation {}, over {} points\n", metric,
                  figure_text(found.mean), figure_text(found.deviation), count_text(found.points));
  text += warning_text(points, table, found) + estimator_text(found) + shares_text(found) +
          interactions_text(found);
  for (const AxisEffect& axis : found.axes)
    if (axis.knee) text += knee_text(axis, metric);
  for (const AxisEffect& axis : found.axes) text += levels_text(axis, metric);
  return text + uneven_text(found);
}

std::string sensitivity_json(const Points& points, const Table& table, const Sensitivity& found) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("sweep", points.spec().name);
  add_counts(table, json);
  json.add("metric", found.metric.metric);
  json.add("estimator", found.grid ? "grid" : "drawn");
  json.add("used", found.points);
  json.add("holes", found.holes);
  json.add("mean", found.mean);
  json.add("standard_deviation", found.deviation);
  json.begin_array("axes");
  for (const AxisEffect& axis : found.axes) add_axis(axis, json);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::sweep
