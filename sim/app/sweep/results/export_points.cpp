#include "sim/app/sweep/results/export_points.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <cstdlib>

#include "sim/app/report/ops_csv.h"

namespace tessera::sweep {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

bool stored(const Table& table, std::size_t number) {
  return table.state(number) >= PointState::kFailed;
}

std::string feasible_text(const Table& table, std::size_t number) {
  return table.state(number) == PointState::kFeasible ? "true" : "false";
}

void add_text(Writer& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void add_key(Writer& json, std::string_view key) {
  json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

void add_number(Writer& json, double number) {
  if (!std::isfinite(number)) {
    json.Null();
    return;
  }
  const std::string text = number_text(number);
  json.RawValue(text.data(), text.size(), rapidjson::kNumberType);
}

void add_point(const std::vector<Column>& columns, const Values& values, const Table& table,
               std::size_t number, const std::vector<std::size_t>& metrics, Writer& json) {
  json.StartObject();
  add_key(json, "number");
  json.Uint64(number);
  add_key(json, "values");
  json.StartObject();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    add_key(json, columns[i].name);
    if (columns[i].text)
      add_text(json, values[i]);
    else
      add_number(json, std::strtod(values[i].c_str(), nullptr));
  }
  json.EndObject();
  add_key(json, "exit_code");
  if (!stored(table, number)) {
    json.Null();
    json.EndObject();
    return;
  }
  json.Int(table.exit_code(number));
  add_key(json, "feasible");
  json.Bool(table.state(number) == PointState::kFeasible);
  add_key(json, "message");
  add_text(json, table.message(number));
  add_key(json, "limiter");
  add_text(json, table.limiter(number));
  add_key(json, "metrics");
  json.StartObject();
  for (const std::size_t metric : metrics) {
    add_key(json, sweep_metrics()[metric].name);
    add_number(json, table.figure(number, metric));
  }
  json.EndObject();
  json.EndObject();
}

}  // namespace

std::string points_csv(const Points& points, const Table& table,
                       const std::vector<std::size_t>& metrics) {
  std::string csv = "number";
  for (const Column& column : points.spec().columns()) csv += "," + csv_field(column.name);
  csv += ",exit_code,feasible,message,limiter";
  for (const std::size_t metric : metrics) csv += fmt::format(",{}", sweep_metrics()[metric].name);
  csv += "\n";
  for (std::size_t number = 0; number < table.size(); ++number) {
    csv += fmt::format("{}", number);
    for (const std::string& value : points.space().values(number)) csv += "," + csv_field(value);
    if (stored(table, number))
      csv += fmt::format(",{},{},{},{}", table.exit_code(number), feasible_text(table, number),
                         csv_field(table.message(number)), csv_field(table.limiter(number)));
    else
      csv += ",,,,";
    for (const std::size_t metric : metrics) {
      const double figure = table.figure(number, metric);
      csv += std::isfinite(figure) ? "," + number_text(figure) : ",";
    }
    csv += "\n";
  }
  return csv;
}

std::string points_json(const Points& points, const Table& table,
                        const std::vector<std::size_t>& metrics) {
  const std::vector<Column> columns = points.spec().columns();
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  add_text(json, points.spec().name);
  std::string text =
      fmt::format("{{\"schema_version\":1,\"sweep\":{},\"points\":[", buffer.GetString());
  for (std::size_t number = 0; number < table.size(); ++number) {
    buffer.Clear();
    json.Reset(buffer);
    add_point(columns, points.space().values(number), table, number, metrics, json);
    text += number == 0 ? "\n" : ",\n";
    text.append(buffer.GetString(), buffer.GetSize());
    if (number == 0) text.reserve(text.size() * (table.size() + 1));  // growing would double it
  }
  text += "\n]}\n";
  return text;
}

}  // namespace tessera::sweep
