#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/app/report/aligned.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/counts.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/best.h"

namespace tessera::sweep {
namespace {

// Those it was chosen by, then the other objectives of the spec.
std::vector<Objective> shown_metrics(const Points& points, const Choice& choice) {
  std::vector<Objective> shown = choice.by;
  for (const Objective& one : points.spec().objectives)
    if (std::ranges::find(shown, one.metric, &Objective::metric) == shown.end())
      shown.push_back(one);
  return shown;
}

std::string heading(const Choice& choice) {
  const std::size_t compared = choice.candidates - choice.without;
  std::string text =
      choice.front
          ? fmt::format("{} of {} points are not beaten in {}", count_text(choice.found),
                        count_text(compared), directions_text(choice.by))
          : fmt::format("{} of {} points", directions_text(choice.by), count_text(compared));
  if (choice.numbers.size() < choice.found)
    text += fmt::format(", the first {}", count_text(choice.numbers.size()));
  if (choice.without > 0)
    text += fmt::format("; {} have no such figure", count_text(choice.without));
  return text + "\n";
}

}  // namespace

std::string best_text(const Points& points, const Table& table, const Choice& choice) {
  const std::vector<Column> columns = points.spec().columns();
  const std::vector<Objective> metrics = shown_metrics(points, choice);
  std::vector<Align> align = {Align::kRight};
  std::vector<std::vector<std::string>> rows = {{"number"}};
  for (const Column& column : columns) {
    rows[0].push_back(column.name);
    align.push_back(column.text ? Align::kLeft : Align::kRight);
  }
  for (const Objective& metric : metrics) {
    rows[0].push_back(metric.metric);
    align.push_back(Align::kRight);
  }
  rows[0].emplace_back("limiter");
  align.push_back(Align::kLeft);
  for (const std::size_t number : choice.numbers) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(fmt::format("{}", number));
    const Values values = points.space().values(number);
    for (std::size_t i = 0; i < columns.size(); ++i)
      row.push_back(columns[i].text ? values[i] : short_value(values[i]));
    for (const Objective& metric : metrics)
      row.push_back(figure_text(table.figure(number, place_of(metric))));
    row.push_back(table.limiter(number));
  }
  return counts_text(points, table) + heading(choice) +
         (choice.numbers.empty() ? std::string() : aligned(rows, align));
}

std::string best_json(const Points& points, const Table& table, const Choice& choice) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("sweep", points.spec().name);
  add_counts(table, json);
  json.begin_array("by");
  for (const Objective& one : choice.by) {
    json.begin_object();
    json.add("metric", one.metric);
    json.add("better", one.maximise ? "more" : "less");
    json.end_object();
  }
  json.end_array();
  json.add("pareto", choice.front);
  json.add("found", choice.found);
  json.begin_array("best");
  for (const std::size_t number : choice.numbers) {
    json.begin_object();
    json.add("number", number);
    add_values(points, number, json);
    json.begin_object("metrics");
    for (const Objective& one : shown_metrics(points, choice))
      json.add(one.metric, table.figure(number, place_of(one)));
    json.end_object();
    json.add("limiter", table.limiter(number));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tessera::sweep
