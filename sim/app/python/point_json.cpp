#include "sim/app/python/point_json.h"

#include <cstdlib>

#include "sim/app/sweep/run/points.h"

namespace tessera::python {

using sweep::Column;
using sweep::StoredPoint;
using sweep::Values;

namespace {

void add_values(const std::vector<Column>& columns, const Values& values, JsonWriter& json) {
  json.begin_object("values");
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].text)
      json.add(columns[i].name, values[i]);
    else
      json.add(columns[i].name, std::strtod(values[i].c_str(), nullptr));
  json.end_object();
}

// Without figures, as of a point that failed: null for all.
void add_metrics(const sweep::Figures& figures, JsonWriter& json) {
  json.begin_object("metrics");
  for (std::size_t i = 0; i < sweep::sweep_metrics().size(); ++i)
    json.add(sweep::sweep_metrics()[i].name, i < figures.size() ? figures[i] : sweep::kNone);
  json.end_object();
}

}  // namespace

void add_point(const std::vector<Column>& columns, const Values& values,
               const std::optional<StoredPoint>& point, bool feasible, JsonWriter& json) {
  add_values(columns, values, json);
  json.add("excluded", !point.has_value());
  json.add("feasible", feasible);
  json.add("exit_code", point ? point->exit_code : sweep::kNone);
  json.add("message", point ? point->message : "");
  json.add("limiter", point ? point->limiter : "");
  add_metrics(point ? point->figures : sweep::Figures(), json);
  json.add("cpu_s", point ? point->cpu_s : 0.0);
}

std::string stored_points(sweep::Spec spec, const std::string& store_path) {
  sweep::Points points(std::move(spec));
  sweep::Store store(store_path, Access::kRead);
  const std::vector<Column> columns = points.spec().columns();
  JsonWriter json;
  json.begin_array();
  for (const std::size_t number : points.distinct()) {
    const sweep::Key& key = *points.keys()[number];
    const std::optional<StoredPoint> stored = store.find(key);
    if (!stored) continue;
    const Values values = points.space().values(number);
    const bool meets = stored->exit_code == 0 &&
                       points.constraints().met_by_chip(values, stored->figures) &&
                       points.constraints().met_by_run(values, stored->figures);
    json.begin_object();
    json.add("number", number);
    json.add("key", sweep::text_of(key));
    add_point(columns, values, stored, meets, json);
    json.end_object();
  }
  json.end_array();
  return json.take();
}

}  // namespace tessera::python
