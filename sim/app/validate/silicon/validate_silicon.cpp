#include "sim/app/validate/silicon/validate_silicon.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/app/processes/in_processes.h"
#include "sim/app/validate/row_reader.h"
#include "sim/app/validate/silicon/baselines.h"
#include "sim/app/validate/silicon/operators.h"
#include "sim/app/validate/silicon/progress_file.h"
#include "sim/app/validate/silicon/rows.h"
#include "sim/app/validate/silicon/surroundings.h"

namespace tessera::validation {
namespace {

// Everything that a prediction follows from.
class Keys {
 public:
  Keys(const std::string& detail, bool kept) : detail_(detail) {
    if (kept) surroundings_ = digest(surroundings());
  }

  std::string of(const SiliconRow& row) {
    std::string key =
        fmt::format("{:x} {} {:x} {} {} {}", surroundings_, detail_, chip(*row.chip),
                    row.measurement.op, row.measurement.dtype, name_of(row.conditions));
    for (const auto& [column, value] : row.measurement.shape)
      key += fmt::format(" {}={}", column, value);
    // An operator is its shape, whoever uses it.
    if (row.kind->predict != prediction_of) key += " of " + row.measurement.model;
    for (const auto& [column, value] : row.measurement.words)
      key += fmt::format(" {}='{}'", column, value);
    return key;
  }

 private:
  std::uint64_t chip(const DeviceChip& chip) {
    const auto [place, is_new] = chips_.try_emplace(&chip);
    if (is_new) place->second = digest(chip.text);
    return place->second;
  }

  std::string detail_;
  std::uint64_t surroundings_ = 0;
  std::map<const DeviceChip*, std::uint64_t> chips_;
};

// Rows that have one prediction.
struct SiliconJob {
  std::string key;
  std::vector<std::size_t> rows;
  std::optional<Prediction> prediction;
};

// By chip, so that a process changes its hardware as rarely as can be.
std::vector<SiliconJob> plan_jobs(const SiliconRows& rows, Keys& keys) {
  std::map<std::string, std::size_t> known;
  std::vector<SiliconJob> jobs;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    if (!rows.rows[i].why_not.empty()) continue;
    const auto [place, is_new] = known.try_emplace(keys.of(rows.rows[i]), jobs.size());
    if (is_new) jobs.push_back({place->first, {}, {}});
    jobs[place->second].rows.push_back(i);
  }
  std::stable_sort(jobs.begin(), jobs.end(), [&](const SiliconJob& a, const SiliconJob& b) {
    return rows.rows[a.rows.front()].chip->spec->name < rows.rows[b.rows.front()].chip->spec->name;
  });
  return jobs;
}

// False if it was interrupted.
bool predict(const SiliconRows& rows, const Question& question, const Control& control,
             std::vector<SiliconJob>& jobs) {
  ProgressFile progress(question.points);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (const auto before = progress.find(digest(jobs[i].key)))
      jobs[i].prediction = from_line(*before);
    else
      open.push_back(i);
  }
  const OperatorDetail detail =
      question.detail == "analytic" ? OperatorDetail::kAnalytic : OperatorDetail::kTile;
  const bool whole = in_processes(
      open.size(), control,
      [&](std::size_t i) {
        const SiliconRow& row = rows.rows[jobs[open[i]].rows.front()];
        return as_line(row.kind->predict(row.measurement, row.conditions, *row.chip, detail));
      },
      [&](std::size_t i, const std::string& line) {
        jobs[open[i]].prediction = from_line(line);
        progress.add(digest(jobs[open[i]].key), line);
      });
  if (whole) progress.remove();
  return whole;
}

// By quantity, where the row was measured and predicted.
void compare(const SiliconRow& row, const Prediction& prediction, const Baselines& baselines,
             Validation& validation) {
  const Measurement& measured = row.measurement;
  const Baseline baseline = baselines.of(measured.device, measured.op, measured.dtype);
  for (std::size_t v = 0; v < prediction.values.size() && v < measured.measured.size(); ++v) {
    const auto predicted = number_in(prediction.values[v]);
    const auto& reference = measured.measured[v];
    if (!predicted || !reference || *reference <= 0) continue;
    Comparison comparison;
    comparison.labels = {measured.device, measured.op, measured.dtype, measured.timing,
                         measured.model.empty() ? "-" : measured.model};
    const ReportClass& reported = row.kind->values[v].report;
    comparison.quantity = reported.key.empty() ? report_class(measured).title : reported.title;
    comparison.reference = *reference;
    comparison.predicted = *predicted;
    comparison.spread = measured.spread;
    comparison.roofline_error = baseline.roofline;
    comparison.fit_error = baseline.fit;
    (measured.scored ? validation.comparisons : validation.apart).push_back(std::move(comparison));
  }
}

void count(std::vector<Unpredicted>& unpredicted, const std::string& why) {
  const auto known = std::find_if(unpredicted.begin(), unpredicted.end(),
                                  [&](const Unpredicted& one) { return one.why == why; });
  if (known == unpredicted.end())
    unpredicted.push_back({why, 1});
  else
    ++known->rows;
}

// Puts what was predicted beside the rows, in their order.
void fill(Validation& validation, const SiliconRows& rows, const std::vector<SiliconJob>& jobs,
          const Baselines& baselines) {
  std::vector<const Prediction*> predictions(rows.rows.size());
  for (const SiliconJob& job : jobs)
    if (job.prediction)
      for (const std::size_t row : job.rows) predictions[row] = &*job.prediction;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const SiliconRow& row = rows.rows[i];
    const Prediction* prediction = predictions[i];
    if (!row.why_not.empty()) {
      count(validation.unpredicted, row.why_not);
    } else if (prediction != nullptr && prediction->values.empty()) {
      count(validation.unpredicted, prediction->why_not);
    } else if (prediction != nullptr) {
      PredictedTable& table = validation.tables[row.table];
      table.cells[row.row] = prediction->values;
      if (row.kind->limiter) table.cells[row.row].push_back(prediction->limiter);
      ++table.predicted;
      compare(row, *prediction, baselines, validation);
    }
  }
  std::stable_sort(validation.unpredicted.begin(), validation.unpredicted.end(),
                   [](const Unpredicted& a, const Unpredicted& b) { return a.rows > b.rows; });
}

Baselines read_baselines(const Folder& folder) {
  if (!folder.has("baselines.csv")) return {};
  std::vector<Mistake> mistakes;
  const CsvTable table = read_csv(folder.path / "baselines.csv", mistakes);
  Baselines baselines(table, mistakes);
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  return baselines;
}

std::string sample_of(std::size_t every) {
  return every == 1 ? "" : fmt::format("sample: one row in {} of each table", every);
}

// Under which conditions the rows ran, most rows first.
std::string conditions_remark(const SiliconRows& rows) {
  std::map<std::string, std::size_t> counts;
  for (const SiliconRow& row : rows.rows)
    if (row.why_not.empty()) ++counts[name_of(row.conditions)];
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [conditions, number] : sorted)
    text += fmt::format("{}{} ({} rows)", text.empty() ? "conditions: " : "; ", conditions, number);
  return text;
}

std::string siblings_remark(const SiliconRows& rows) {
  std::vector<std::string> alone;
  for (const SiliconRow& row : rows.rows)
    if (row.chip->spec && row.chip->calibration == Calibration::kNone &&
        std::find(alone.begin(), alone.end(), row.measurement.device) == alone.end())
      alone.push_back(row.measurement.device);
  return alone.empty() ? "" : fmt::format("no calibrated sibling: {}", fmt::join(alone, ", "));
}

std::string left_out_remark(const SiliconRows& rows, bool leave_out) {
  if (!leave_out) return {};
  std::set<std::string> kept;
  for (const SiliconRow& row : rows.rows)
    for (const std::string& path : row.chip->kept)
      kept.insert(fmt::format("{} of {}", path, row.measurement.device));
  std::string text = "every chip has the fitted numbers of its relatives instead of its own";
  if (!kept.empty())
    text += fmt::format("; without a relative, so kept: {}", fmt::join(kept, ", "));
  return text;
}

std::vector<DeviceNote> devices_of(const SiliconRows& rows) {
  std::map<std::string, DeviceNote> notes;
  for (const SiliconRow& row : rows.rows)
    if (row.chip->spec)
      notes[row.measurement.device] = {row.measurement.device, row.chip->spec->name,
                                       row.chip->spec->library};
  std::vector<DeviceNote> devices;
  for (const auto& [name, note] : notes) devices.push_back(note);
  return devices;
}

}  // namespace

Vocabulary silicon_vocabulary() {
  Vocabulary words;
  words.dimensions = {"device", "op", "dtype", "timing", "model"};
  for (const ReportClass& known : silicon_report_classes())
    words.quantities.push_back({known.title, known.key});
  return words;
}

Validation validate_silicon(const Folder& folder, const Question& question,
                            const Control& control) {
  const Baselines baselines = read_baselines(folder);
  DeviceChips chips(question.settings, question.leave_out);
  SiliconRows rows = read_rows(folder, question, chips);

  Validation validation;
  validation.kind = "silicon";
  validation.folder = folder.path.string();
  validation.detail = question.detail;
  validation.dimensions = silicon_vocabulary().dimensions;
  validation.quantities = silicon_vocabulary().quantities;
  validation.ratios = true;
  validation.devices = devices_of(rows);
  validation.tables = std::move(rows.tables);
  for (const std::string& remark :
       {sample_of(question.every), conditions_remark(rows), siblings_remark(rows),
        left_out_remark(rows, question.leave_out)})
    if (!remark.empty()) validation.remarks.push_back(remark);

  Keys keys(question.detail, !question.points.empty());
  std::vector<SiliconJob> jobs = plan_jobs(rows, keys);
  validation.partial = !predict(rows, question, control, jobs);
  fill(validation, rows, jobs, baselines);
  return validation;
}

}  // namespace tessera::validation
