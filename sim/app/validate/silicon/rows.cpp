#include "sim/app/validate/silicon/rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "isa/library.h"
#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/request_log.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

bool is_of_operators(const SiliconTable& kind) { return kind.predict == prediction_of; }

// What `--op` takes a table of whole runs by: the class of its last value that has one.
std::string key_of(const SiliconTable& kind) {
  std::string key;
  for (const SiliconValue& value : kind.values)
    if (!value.report.key.empty()) key = value.report.key;
  return key;
}

// A run that stands in a table more than once, by what was measured, counts once.
class Repeats {
 public:
  bool is_new(const Measurement& row) {
    std::string key = row.device;
    for (const auto& value : row.measured) key += fmt::format(" {}", value.value_or(-1));
    return row.measured.size() < 2 || seen_.insert(key).second;
  }

 private:
  std::set<std::string> seen_;
};

// Rows of the devices and operators asked for, every so many.
class Choice {
 public:
  explicit Choice(const Question& question) : every_(question.every), ops_(question.ops) {
    for (const std::string& device : question.devices) devices_.push_back(plain_name(device));
  }

  bool takes(const Measurement& row, const SiliconTable& kind) {
    const std::string of_class = is_of_operators(kind) ? report_class(row).key : key_of(kind);
    seen_devices_.insert(row.device);
    seen_ops_.insert({row.op, of_class});
    seen_ops_.erase("");
    return wanted(devices_, plain_name(row.device)) &&
           (wanted(ops_, row.op) || wanted(ops_, of_class));
  }
  // Of the rows of one table that it takes.
  bool samples(std::size_t row) const { return row % every_ == 0; }

  void require_known(const Question& question) const {
    for (const std::string& device : question.devices)
      require("--device", device, seen_devices_,
              [&](const std::string& seen) { return plain_name(seen) == plain_name(device); });
    for (const std::string& op : question.ops)
      require("--op", op, seen_ops_, [&](const std::string& seen) { return seen == op; });
  }

 private:
  static bool wanted(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  }
  template <class Same>
  static void require(const char* flag, const std::string& asked, const std::set<std::string>& seen,
                      Same same) {
    if (std::none_of(seen.begin(), seen.end(), same))
      throw InputError(ExitCode::kUsage, fmt::format("{} '{}': no row has it; there are {}", flag,
                                                     asked, fmt::join(seen, ", ")));
  }

  std::size_t every_;
  std::vector<std::string> devices_, ops_;
  std::set<std::string> seen_devices_, seen_ops_;
};

MeasurementColumns columns_of(const SiliconTable& kind) {
  MeasurementColumns columns{kind.numbers, kind.words, {}};
  for (const SiliconValue& value : kind.values) columns.measured.push_back(value.measured);
  return columns;
}

PredictedTable unpredicted_table(const SiliconTable& kind, CsvTable table) {
  PredictedTable result;
  result.name = kind.file;
  for (const SiliconValue& value : kind.values) result.columns.push_back(value.predicted);
  if (kind.limiter) result.columns.emplace_back("limiter");
  result.cells.assign(table.rows.size(), std::vector<std::string>(result.columns.size()));
  result.table = std::move(table);
  return result;
}

std::string why_not(const SiliconRow& row) {
  if (row.kind->predict == nullptr) return row.kind->why_not;
  if (!row.chip->spec) return row.chip->why_not;
  if (!is_of_operators(*row.kind)) return {};
  const OperatorClass* known = operator_class(row.measurement.op);
  if (known == nullptr) return fmt::format("no operator is called {}", row.measurement.op);
  if (known->graph == nullptr) return fmt::format("{} is not modelled yet", known->title);
  return {};
}

void choose_conditions(SiliconRow& row) {
  const auto conditions = conditions_of(row.measurement);
  if (conditions)
    row.conditions = *conditions;
  else if (row.why_not.empty())
    row.why_not = fmt::format("no timing is called '{}'", row.measurement.timing);
}

}  // namespace

SiliconRows read_rows(const Folder& folder, const Question& question, DeviceChips& chips) {
  SiliconRows result;
  std::vector<Mistake> mistakes;
  Choice choice(question);
  RequestLogs logs;
  for (const SiliconTable& kind : silicon_table_kinds()) {
    if (!folder.has(kind.file)) continue;
    CsvTable table = read_csv(folder.path / kind.file, mistakes);
    if (!require_columns(table, kind.required, mistakes)) continue;
    std::vector<Measurement> measurements = read_measurements(table, columns_of(kind), mistakes);
    logs.add(kind, measurements);
    std::vector<CsvRow> chosen;
    Repeats repeats;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      if (!choice.takes(measurements[i], kind) || !choice.samples(taken++)) continue;
      SiliconRow row;
      row.kind = &kind;
      row.table = result.tables.size();
      row.row = chosen.size();
      row.measurement = std::move(measurements[i]);
      if (!is_of_operators(kind))
        row.measurement.scored = row.measurement.scored && repeats.is_new(row.measurement);
      chosen.push_back(std::move(table.rows[i]));
      result.rows.push_back(std::move(row));
    }
    table.rows = std::move(chosen);
    result.tables.push_back(unpredicted_table(kind, std::move(table)));
  }
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  choice.require_known(question);
  for (SiliconRow& row : result.rows) {
    row.chip = &chips.of(row.measurement.device);
    logs.join(*row.kind, row.measurement);
    row.why_not = why_not(row);
    if (is_of_operators(*row.kind)) choose_conditions(row);
  }
  return result;
}

}  // namespace tessera::validation
