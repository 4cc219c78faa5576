#include "sim/app/sweep/report/sweep_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/app/report/html/run_document.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/counts.h"
#include "sim/app/sweep/results/best.h"
#include "sim/app/sweep/results/sensitivity.h"
#include "sim/app/sweep/store/addresses_by_values.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kMostNumbers = 60'000;  // in a page; about a megabyte

struct StoredSweep {
  std::string text;
  std::size_t all = 0;  // in the file
};

StoredSweep last_sweep(Store& store, const std::string& path) {
  StoredSweep found;
  Statement sweeps = store.query("SELECT spec FROM sweep ORDER BY id");
  while (sweeps.step()) {
    if (is_closed_form(sweeps.text(0))) continue;
    found.text = sweeps.text(0);
    ++found.all;
  }
  if (found.all == 0)
    throw InputError(ExitCode::kBadInput, path + ": no sweep was run into this file");
  return found;
}

// Metrics that any point has and that are not the same everywhere; objectives always.
std::vector<std::size_t> shown_metrics(const Points& points, const Table& table) {
  std::vector<std::size_t> metrics;
  for (const Objective& one : points.spec().objectives) metrics.push_back(place_of(one));
  for (std::size_t metric = 0; metric < sweep_metrics().size(); ++metric) {
    std::set<double> seen;
    for (std::size_t i = 0; i < table.size() && seen.size() < 2; ++i)
      if (table.ran(i) && std::isfinite(table.figure(i, metric)))
        seen.insert(table.figure(i, metric));
    if (seen.size() > 1 && std::ranges::find(metrics, metric) == metrics.end())
      metrics.push_back(metric);
  }
  return metrics;
}

// Of equally spread numbers so many: multiples of the golden ratio keep no step with any axis.
bool among(double share, std::size_t number) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  const double place = kGoldenRatio * static_cast<double>(number);
  return place - std::floor(place) < share;
}

// The front of the objectives, and of the others as many as there is room for.
std::vector<std::size_t> shown_points(const Table& table, const std::vector<std::size_t>& front,
                                      std::size_t numbers_each) {
  const double room = static_cast<double>(kMostNumbers) / static_cast<double>(numbers_each);
  const double share = room / static_cast<double>(std::max<std::size_t>(1, table.size()));
  std::set<std::size_t> numbers(front.begin(), front.end());
  for (std::size_t i = 0; i < table.size(); ++i)
    if (among(share, i)) numbers.insert(i);
  return {numbers.begin(), numbers.end()};
}

const char* text_of(PointState state) {
  static constexpr std::array<const char*, 5> kNames = {"excluded", "missing", "failed", "refused",
                                                        "feasible"};
  return kNames[static_cast<std::size_t>(state)];
}

// How a field is asked for on the command line, up to its value.
std::string typed(const std::string& field) {
  if (field == "chip" || field == "model") return field;
  if (field.starts_with("dim.")) return "--dim " + field.substr(4) + "=";
  if (!is_flag(field)) return "--set " + field + "=";
  std::string flag = field;
  std::ranges::replace(flag, '_', '-');
  return "--" + flag + " ";
}

void add_base(const RequestText& base, JsonWriter& json) {
  json.begin_object("base");
  for (const auto& [name, value] : given_flags(base)) json.add(name, value);
  for (const auto& [name, list] :
       {std::pair{"set", &base.set}, {"with", &base.with}, {"dim", &base.dim}}) {
    json.begin_array(name);
    for (const std::string& one : *list) json.element(one);
    json.end_array();
  }
  json.end_object();
}

void add_axes(const Points& points, const std::vector<std::size_t>& numbers, JsonWriter& json) {
  const std::vector<Column> columns = points.spec().columns();
  json.begin_array("axes");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    json.begin_object();
    json.add("name", columns[i].name);
    json.begin_array("typed");
    for (const std::string& field : columns[i].fields) json.element(typed(field));
    json.end_array();
    json.begin_array("values");
    for (const std::size_t number : numbers) {
      const std::string value = points.space().values(number)[i];
      if (columns[i].text)
        json.element(value);
      else
        json.element(std::strtod(value.c_str(), nullptr));
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void add_metrics(const Table& table, const std::vector<std::size_t>& metrics,
                 const std::vector<std::size_t>& numbers, JsonWriter& json) {
  json.begin_array("metrics");
  for (const std::size_t metric : metrics) {
    const NamedFigure& named = sweep_metrics()[metric];
    json.begin_object();
    json.add("name", named.name);
    json.add("meaning", named.meaning);
    json.add("more_is_better", named.better == Better::kMore);
    json.begin_array("values");
    for (const std::size_t number : numbers)
      json.element(table.ran(number) ? table.figure(number, metric) : kNone);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void add_states(const Table& table, const std::vector<std::size_t>& numbers, JsonWriter& json) {
  json.begin_array("numbers");
  for (const std::size_t number : numbers) json.element(static_cast<std::int64_t>(number));
  json.end_array();
  json.begin_array("states");
  for (const std::size_t number : numbers) json.element(text_of(table.state(number)));
  json.end_array();
  json.begin_array("why");  // what it waits for most, or why it failed
  for (const std::size_t number : numbers)
    json.element(table.ran(number)                            ? table.limiter(number)
                 : table.state(number) == PointState::kFailed ? table.message(number)
                                                              : "");
  json.end_array();
}

void add_sensitivity(const Points& points, const Table& table,
                     const std::vector<std::size_t>& metrics, JsonWriter& json) {
  json.begin_array("sensitivity");
  for (const std::size_t metric : metrics) {
    const Objective of =
        objective_named(points.spec(), "", std::string(sweep_metrics()[metric].name));
    json.raw_element(compact_json(sensitivity_json(points, table, sensitivity(points, table, of))));
  }
  json.end_array();
}

void add_objectives(const Spec& spec, JsonWriter& json) {
  json.begin_array("objectives");
  for (const Objective& one : spec.objectives) {
    json.begin_object();
    json.add("metric", one.metric);
    json.add("maximise", one.maximise);
    json.end_object();
  }
  json.end_array();
}

std::string document(const Points& points, const Table& table, const std::string& path) {
  const Spec& spec = points.spec();
  const Choice front = front_points(points, table, spec.objectives, table.size());
  const std::vector<std::size_t> metrics = shown_metrics(points, table);
  const std::vector<std::size_t> numbers =
      shown_points(table, front.numbers, metrics.size() + spec.columns().size());
  JsonWriter json;
  json.begin_object();
  json.add("name", spec.name);
  json.add("about", spec.about);
  json.add("store", std::filesystem::path(path).filename().string());
  json.add("spec", spec.text);
  add_counts(table, json);
  json.add("points_left_out", table.size() - numbers.size());
  add_objectives(spec, json);
  add_base(spec.base, json);
  add_axes(points, numbers, json);
  add_metrics(table, metrics, numbers, json);
  add_states(table, numbers, json);
  json.begin_array("front");
  for (const std::size_t number : front.numbers) json.element(static_cast<std::int64_t>(number));
  json.end_array();
  add_sensitivity(points, table, metrics, json);
  json.end_object();
  return compact_json(json.take());
}

}  // namespace

SweepDocument sweep_document(const std::string& path) {
  Store store(path, Access::kRead);
  const StoredSweep last = last_sweep(store, path);
  Points points(read_spec_text(last.text, path));
  const Table table(points, store, addresses_by_values(points, store).keys);
  SweepDocument found{document(points, table, path), ""};
  if (last.all > 1)
    found.note = fmt::format("{} holds {} sweeps; the page shows the last, \"{}\"", path, last.all,
                             points.spec().name);
  return found;
}

bool is_store(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return false;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 15> head{};
  file.read(head.data(), head.size());
  return std::string_view(head.data(), head.size()) == "SQLite format 3";
}

}  // namespace tessera::sweep
