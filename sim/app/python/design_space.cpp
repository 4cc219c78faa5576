#include "sim/app/python/design_space.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "sim/app/python/place_on_axis.h"
#include "sim/app/python/point_json.h"
#include "sim/app/sweep/run/evaluate.h"
#include "sim/core/text_names.h"

namespace tessera::python {
namespace {

using sweep::Axis;
using sweep::Column;
using sweep::Figures;
using sweep::StoredPoint;
using sweep::Values;

void add_row(const Axis& axis, std::size_t row, JsonWriter& json) {
  json.begin_object();
  for (std::size_t i = 0; i < axis.columns().size(); ++i) {
    const Column& column = axis.columns()[i];
    const std::string& value = axis.row(row)[i];
    if (column.text)
      json.add(column.name, value);
    else
      json.add(column.name, std::strtod(value.c_str(), nullptr));
  }
  json.end_object();
}

void add_axis(const Axis& axis, JsonWriter& json) {
  json.begin_object();
  json.begin_array("names");
  for (const Column& column : axis.columns()) json.element(column.name);
  json.end_array();
  json.begin_array("rows");
  for (std::size_t row = 0; row < axis.size(); ++row) add_row(axis, row, json);
  json.end_array();
  if (axis.continuous()) {
    json.add("low", axis.range().from);
    json.add("high", axis.range().to);
    json.add("log", axis.range().logarithmic);
    json.add("whole", axis.range().whole);
  }
  json.end_object();
}

StoredPoint as_stored(const proto::SweepOutcome& outcome) {
  return {outcome.exit_code(), outcome.message(), outcome.limiter(),
          Figures(outcome.metric().begin(), outcome.metric().end()), outcome.cpu_s()};
}

}  // namespace

DesignSpace::DesignSpace(sweep::Spec spec, const std::string& store)
    : spec_(std::move(spec)), columns_(spec_.columns()), constraints_(spec_), keys_(*remembered_) {
  if (!store.empty()) store_.emplace(store, Access::kWrite);
}

std::string DesignSpace::description() const {
  JsonWriter json;
  json.begin_object();
  json.add("name", spec_.name);
  json.add("about", spec_.about);
  json.begin_array("axes");
  for (const Axis& axis : spec_.axes) add_axis(axis, json);
  json.end_array();
  json.begin_array("objectives");
  for (const sweep::Objective& objective : spec_.objectives) {
    json.begin_object();
    json.add("metric", objective.metric);
    json.add("direction", objective.maximise ? "maximize" : "minimize");
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

Values DesignSpace::at(const std::vector<double>& shares) const {
  if (shares.size() != spec_.axes.size())
    throw InputError(ExitCode::kUsage, "the space has " + std::to_string(spec_.axes.size()) +
                                           " axes, found " + std::to_string(shares.size()) +
                                           " shares");
  Values values;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (!(shares[i] >= 0 && shares[i] < 1))
      throw InputError(ExitCode::kUsage, "a share must be at least 0 and less than 1");
    for (std::string& value : spec_.axes[i].at(shares[i])) values.push_back(std::move(value));
  }
  return values;
}

Values DesignSpace::on_axes(const NamedValues& values) const {
  std::vector<Mistake> mistakes;
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  for (const auto& [name, value] : values)
    if (std::ranges::find(names, name) == names.end())
      mistakes.push_back({{name}, "is no axis; axes are " + nearest_first(name, names)});
  Values all;
  for (const Axis& axis : spec_.axes)
    for (std::string& value : place_on_axis(axis, values, mistakes))
      all.push_back(std::move(value));
  if (!mistakes.empty()) throw InputError(ExitCode::kUsage, std::move(mistakes));
  return all;
}

std::optional<StoredPoint> DesignSpace::computed(const Values& values, const sweep::Key& key,
                                                 const std::function<bool()>& interrupted) {
  const proto::SweepOutcome outcome =
      sweep::evaluate(spec_, values, constraints_, remembered_, interrupted);
  if (outcome.excluded()) return std::nullopt;
  if (store_ && outcome.exit_code() != static_cast<int>(ExitCode::kInterrupted)) {
    store_->put(key, request_at(spec_, values), outcome);
    store_->commit();
  }
  return as_stored(outcome);
}

// As it is stored; nothing where it is to be computed.
std::optional<StoredPoint> DesignSpace::stored(const sweep::Key& key, bool retry_failed) {
  if (!store_) return std::nullopt;
  const std::optional<int> code = store_->exit_code(key);
  if (!code || (*code != 0 && retry_failed)) return std::nullopt;
  return store_->find(key);
}

bool DesignSpace::feasible(const Values& values, const StoredPoint& point) {
  return point.exit_code == 0 && constraints_.met_by_chip(values, point.figures) &&
         constraints_.met_by_run(values, point.figures);
}

std::string DesignSpace::evaluate(const NamedValues& named, bool retry_failed,
                                  const std::function<bool()>& interrupted) {
  const Values values = on_axes(named);
  const sweep::Key key = keys_.of(request_at(spec_, values));
  const bool wanted = constraints_.met_by_values(values);
  std::optional<StoredPoint> point = wanted ? stored(key, retry_failed) : std::nullopt;
  const bool reused = point.has_value();
  if (wanted && !reused) point = computed(values, key, interrupted);
  JsonWriter json;
  json.begin_object();
  json.add("key", sweep::text_of(key));
  json.add("reused", reused);
  add_point(columns_, values, point, point.has_value() && feasible(values, *point), json);
  json.end_object();
  return json.take();
}

}  // namespace tessera::python
