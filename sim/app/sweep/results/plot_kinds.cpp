#include "sim/app/sweep/results/plot_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/best.h"
#include "sim/app/sweep/results/sensitivity.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

Objective asked_for(const Points& points, const std::string& flag, const std::string& name,
                    const std::string& usual) {
  return objective_named(points.spec(), flag, name.empty() ? usual : name);
}

// The objective of the spec at `place`, else the first of `others` that is none of them.
std::string usual_metric(const Points& points, std::size_t place, const std::string& other) {
  const auto& objectives = points.spec().objectives;
  return place < objectives.size() ? objectives[place].metric : other;
}

[[noreturn]] void nothing_to_draw(const std::string& what) {
  throw InputError(ExitCode::kUsage, fmt::format("nothing to draw: no point has {}", what));
}

void add_metric(const char* key, const Objective& metric, JsonWriter& json) {
  json.begin_object(key);
  json.add("name", metric.metric);
  json.add("better", metric.maximise ? "more" : "less");
  json.end_object();
}

void add_pairs(const Table& table, const std::vector<std::size_t>& numbers, const Objective& x,
               const Objective& y, const char* key, JsonWriter& json) {
  json.begin_object(key);
  json.begin_array("x");
  for (const std::size_t number : numbers) json.element(table.figure(number, place_of(x)));
  json.end_array();
  json.begin_array("y");
  for (const std::size_t number : numbers) json.element(table.figure(number, place_of(y)));
  json.end_array();
  json.end_object();
}

// The words of a column in the order of the spec; none of numbers.
std::vector<std::string> words_of(const Axis& axis, std::size_t column) {
  std::vector<std::string> words;
  if (!axis.columns()[column].text) return words;
  for (std::size_t i = 0; i < axis.size(); ++i)
    if (std::ranges::find(words, axis.row(i)[column]) == words.end())
      words.push_back(axis.row(i)[column]);
  return words;
}

// Where every point is: at a number, or at the place of a word.
void add_axis(const std::string& name, const std::vector<std::string>& values,
              const std::vector<std::string>& words, JsonWriter& json) {
  json.begin_object();
  json.add("name", name);
  json.begin_array("at");
  for (const std::string& value : values)
    json.element(words.empty()
                     ? std::strtod(value.c_str(), nullptr)
                     : static_cast<double>(std::ranges::find(words, value) - words.begin()));
  json.end_array();
  if (!words.empty()) {
    json.begin_array("words");
    for (const std::string& word : words) json.element(word);
    json.end_array();
  }
  json.end_object();
}

}  // namespace

void begin_plot(const Points& points, const Table& table, const PlotRequest& request,
                JsonWriter& json) {
  json.begin_object();
  json.add("kind", request.kind);
  json.add("title", points.spec().name);
  json.add("failed", table.count(PointState::kFailed));
  json.add("missing", table.count(PointState::kMissing));
  json.add("refused", table.count(PointState::kRefused));
}

std::string pareto_second(const Points& points, const PlotRequest& request) {
  const Objective x = asked_for(points, "-x", request.x, usual_metric(points, 0, "latency_us"));
  const std::string second = usual_metric(points, 1, "energy_mj");
  if (second != x.metric) return second;
  return x.metric == "energy_mj" ? "latency_us" : "energy_mj";
}

std::string pareto_plot(const Points& points, const Table& table, const PlotRequest& request) {
  const Objective x = asked_for(points, "-x", request.x, usual_metric(points, 0, "latency_us"));
  const Objective y = asked_for(points, "-y", request.y, pareto_second(points, request));
  if (x.metric == y.metric)
    throw InputError(ExitCode::kUsage, "-x and -y are the same metric: " + x.metric);
  const Choice front = front_points(points, table, {x, y}, table.size());
  if (front.numbers.empty()) nothing_to_draw(x.metric + " and " + y.metric);
  std::vector<std::size_t> others;
  for (const std::size_t number : points.distinct())
    if (table.state(number) == PointState::kFeasible &&
        !std::isnan(table.figure(number, place_of(x))) &&
        !std::isnan(table.figure(number, place_of(y))))
      others.push_back(number);
  JsonWriter json;
  begin_plot(points, table, request, json);
  add_metric("x", x, json);
  add_metric("y", y, json);
  add_pairs(table, others, x, y, "points", json);
  add_pairs(table, front.numbers, x, y, "front", json);
  json.end_object();
  return json.take();
}

std::string parallel_plot(const Points& points, const Table& table, const PlotRequest& request) {
  const Objective y = asked_for(points, "-y", request.y, points.spec().objectives[0].metric);
  const Choice best = best_points(points, table, y, table.size());
  if (best.numbers.empty()) nothing_to_draw(y.metric);
  const std::vector<Column> columns = points.spec().columns();
  std::vector<std::vector<std::string>> values(columns.size());
  for (const std::size_t number : best.numbers) {
    const Values one = points.space().values(number);
    for (std::size_t i = 0; i < columns.size(); ++i) values[i].push_back(one[i]);
  }
  JsonWriter json;
  begin_plot(points, table, request, json);
  add_metric("y", y, json);
  json.begin_array("axes");
  std::size_t place = 0;
  for (const Axis& axis : points.spec().axes)
    for (std::size_t i = 0; i < axis.columns().size(); ++i, ++place)
      add_axis(columns[place].name, values[place], words_of(axis, i), json);
  json.end_array();
  json.begin_array("value");
  for (const std::size_t number : best.numbers) json.element(table.figure(number, place_of(y)));
  json.end_array();
  json.end_object();
  return json.take();
}

std::string sensitivity_plot(const Points& points, const Table& table, const PlotRequest& request) {
  const Objective y = asked_for(points, "-y", request.y, points.spec().objectives[0].metric);
  const Sensitivity found = sensitivity(points, table, y);
  if (found.points == 0) nothing_to_draw(y.metric);
  JsonWriter json;
  begin_plot(points, table, request, json);
  add_metric("y", y, json);
  json.add("points", found.points);
  json.add("holes", found.holes);
  json.begin_array("axes");
  for (const AxisEffect& axis : found.axes) {
    json.begin_object();
    json.add("name", axis.name);
    json.add("first", axis.first.value_or(kNone));
    if (found.grid) json.add("total", axis.total.value_or(kNone));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::sweep
