#include <fmt/format.h>

#include "sim/app/report/aligned.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/compare_stores.h"

namespace tessera::sweep {
namespace {

std::string values_of(const Points& points, std::size_t number) {
  Values values = points.space().values(number);
  for (std::string& value : values) value = short_value(value);
  return values_text(points.spec().columns(), values);
}

std::string counts(const Points& points, const StoreComparison& found) {
  std::string text =
      fmt::format("{}: {} points compared", points.spec().name, count_text(found.compared));
  const auto say = [&](std::size_t number, const char* what) {
    if (number > 0) text += fmt::format(", {} {}", count_text(number), what);
  };
  say(found.base_only, "only in the base");
  say(found.run_only, "only in the other store");
  say(found.in_neither, "in neither");
  say(found.fails_now, "ran in the base and fail now");
  say(found.fails_no_more, "failed in the base and run now");
  say(found.fails_in_both, "fail in both");
  say(found.ambiguous, "stored by several versions and left out");
  text += "\n";
  if (found.other_base > 0)
    text += fmt::format("{} by the values of the axes: the base of the sweep differs\n",
                        count_text(found.other_base));
  return text;
}

}  // namespace

std::string comparison_text(const Points& points, const StoreComparison& found) {
  std::vector<std::vector<std::string>> rows = {
      {"metric", "changed", "median", "worst", "from", "to", "at"}};
  std::size_t same = 0;
  for (const MetricChange& one : found.metrics) {
    if (one.changed == 0) {
      ++same;
      continue;
    }
    rows.push_back({std::string(sweep_metrics()[one.metric].name), count_text(one.changed),
                    format_change(one.median), format_change(one.worst),
                    figure_text(one.worst_base), figure_text(one.worst_run),
                    values_of(points, one.worst_at)});
  }
  std::string text = counts(points, found);
  if (rows.size() > 1)
    text += aligned(rows, {Align::kLeft, Align::kRight, Align::kRight, Align::kRight, Align::kRight,
                           Align::kRight, Align::kLeft});
  return text + fmt::format("{} metrics are the same at every point\n", same);
}

std::string comparison_json(const Points& points, const StoreComparison& found) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("sweep", points.spec().name);
  json.add("compared", found.compared);
  json.add("base_only", found.base_only);
  json.add("run_only", found.run_only);
  json.add("in_neither", found.in_neither);
  json.add("fail_now", found.fails_now);
  json.add("fail_no_more", found.fails_no_more);
  json.add("fail_in_both", found.fails_in_both);
  json.add("ambiguous", found.ambiguous);
  json.add("other_base", found.other_base);
  json.begin_array("metrics");
  for (const MetricChange& one : found.metrics) {
    json.begin_object();
    json.add("name", sweep_metrics()[one.metric].name);
    json.add("better", sweep_metrics()[one.metric].better == Better::kMore ? "more" : "less");
    json.add("points", one.points);
    json.add("changed", one.changed);
    json.add("median_percent", 100 * one.median);
    json.add("worst_percent", 100 * one.worst);
    json.add("worst_number", one.worst_at);
    json.add("worst_base", one.worst_base);
    json.add("worst_run", one.worst_run);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string failures_text(const Points& points, const StoreComparison& found) {
  std::string text;
  for (const Failure& one : found.failures)
    text += fmt::format("{}{} {} {}, by up to {} at {}", text.empty() ? "" : "\n",
                        count_text(one.points), one.points == 1 ? "point breaks" : "points break",
                        one.threshold, format_change(one.change), values_of(points, one.worst_at));
  return text;
}

}  // namespace tessera::sweep
