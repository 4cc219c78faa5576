#include "sim/app/validate/report_json.h"

#include "sim/app/report/json_writer.h"
#include "sim/app/validate/error_statistics.h"
#include "sim/app/validate/silicon/report.h"

namespace tessera::validation {
namespace {

void add_tables(const Validation& validation, JsonWriter& json) {
  json.begin_array("tables");
  for (const PredictedTable& table : validation.tables) {
    json.begin_object();
    json.add("file", table.name);
    json.add("rows", table.table.rows.size());
    json.add("predicted_rows", table.predicted);
    json.end_object();
  }
  json.end_array();
}

void add_unpredicted(const Validation& validation, JsonWriter& json) {
  json.begin_array("not_predicted");
  for (const Unpredicted& unpredicted : validation.unpredicted) {
    json.begin_object();
    json.add("why", unpredicted.why);
    json.add("rows", unpredicted.rows);
    json.end_object();
  }
  json.end_array();
}

void add_unpredicted_rows(const Validation& validation, JsonWriter& json) {
  if (validation.unpredicted_rows.empty()) return;
  json.begin_array("rows_not_predicted");
  for (const UnpredictedRow& row : validation.unpredicted_rows) {
    json.begin_object();
    json.add("file", row.table);
    json.add("line", row.line);
    json.add("chip", row.chip);
    json.add("workload", row.workload);
    json.add("why", row.why);
    json.end_object();
  }
  json.end_array();
}

void add_errors(const Validation& validation, const std::string& dimension, JsonWriter& json) {
  for (const GroupErrors& group : group_errors(validation, dimension)) {
    json.begin_object();
    json.add("by", dimension);
    json.add("group", group.group);
    json.add("quantity", group.quantity);
    json.add("rows", group.errors.rows);
    json.add("mean_percent", 100 * group.errors.mean);
    json.add("median_percent", 100 * group.errors.median);
    json.add("p90_percent", 100 * group.errors.p90);
    json.add("max_percent", 100 * group.errors.largest);
    json.add("bias_percent", 100 * group.errors.bias);
    json.end_object();
  }
}

void add_lines(const char* key, const std::vector<std::string>& lines, JsonWriter& json) {
  json.begin_array(key);
  for (const std::string& line : lines) json.element(line);
  json.end_array();
}

}  // namespace

std::string json_report(const Validation& validation) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("folder", validation.folder);
  json.add("kind", validation.kind);
  json.add("detail", validation.detail);
  if (validation.partial) json.add("partial", "interrupted");
  if (validation.kind == "silicon") add_classes(validation, json);
  add_tables(validation, json);
  add_unpredicted(validation, json);
  add_unpredicted_rows(validation, json);
  json.begin_array("errors");
  for (const std::string& dimension : validation.dimensions)
    add_errors(validation, dimension, json);
  json.end_array();
  add_lines("remarks", validation.remarks, json);
  add_lines("notes", validation.notes, json);
  json.end_object();
  return json.take();
}

}  // namespace tessera::validation
