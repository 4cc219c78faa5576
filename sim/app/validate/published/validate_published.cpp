#include "sim/app/validate/published/validate_published.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "sim/app/validate/published/jobs.h"
#include "sim/app/validate/row_reader.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

using published::Job;

constexpr const char* kCounters = "systolic-counters";

std::vector<std::string> labels_of(const Job& job) {
  return {job.group, job.row.chip, job.row.workload, job.row.metric};
}

void compare(const Job& job, double predicted, Validation& validation,
             std::vector<double>& points) {
  if (!job.row.value || *job.row.value < 0) return;
  // A share may be nothing, and 0.5 % for 0.1 % is no large error.
  if (job.group == kCounters && job.row.unit.starts_with("%")) {
    points.push_back(predicted - *job.row.value);
    return;
  }
  if (*job.row.value == 0) return;
  Comparison comparison;
  comparison.labels = labels_of(job);
  comparison.quantity = "value";
  comparison.reference = *job.row.value;
  comparison.predicted = predicted;
  validation.comparisons.push_back(std::move(comparison));
}

// Networks that are missing are one reason.
std::string kind_of(const std::string& why) {
  return why.starts_with(published::kNoNetwork) ? published::kNoNetwork : why;
}

void leave_out(const Job& job, const std::string& why, Validation& validation) {
  validation.unpredicted_rows.push_back(
      {published::kTable, job.line, job.row.chip, job.row.workload, why});
  const std::string kind = kind_of(why);
  for (Unpredicted& known : validation.unpredicted)
    if (known.why == kind) {
      ++known.rows;
      return;
    }
  validation.unpredicted.push_back({kind, 1});
}

std::string points_remark(std::vector<double> points) {
  if (points.empty()) return {};
  std::vector<double> absolute;
  for (const double point : points) absolute.push_back(std::abs(point));
  std::sort(absolute.begin(), absolute.end());
  double sum = 0;
  for (const double point : absolute) sum += point;
  const auto within = std::upper_bound(absolute.begin(), absolute.end(), 15.0) - absolute.begin();
  return fmt::format(
      "shares of cycles: {} rows, mean difference {:.1f} points, median {:.1f}, largest {:.1f}; {} "
      "within 15",
      absolute.size(), sum / static_cast<double>(absolute.size()), absolute[absolute.size() / 2],
      absolute.back(), within);
}

void fill(Validation& validation, const std::vector<Job>& jobs) {
  std::vector<double> points;
  PredictedTable& table = validation.tables.front();
  for (const Job& job : jobs) {
    if (!job.why_not.empty()) {
      leave_out(job, job.why_not, validation);
    } else if (job.prediction && job.prediction->values.empty()) {
      leave_out(job, job.prediction->why_not, validation);
    } else if (job.prediction) {
      table.cells[job.place] = job.prediction->values;
      ++table.predicted;
      if (const auto value = number_in(job.prediction->values.front()))
        compare(job, *value, validation, points);
    }
  }
  std::stable_sort(validation.unpredicted.begin(), validation.unpredicted.end(),
                   [](const Unpredicted& a, const Unpredicted& b) { return a.rows > b.rows; });
  // In the order of reports.
  const std::vector<std::string> groups = published::group_names();
  const auto place = [&](const Comparison& one) {
    return std::find(groups.begin(), groups.end(), one.labels.front()) - groups.begin();
  };
  std::stable_sort(validation.comparisons.begin(), validation.comparisons.end(),
                   [&](const Comparison& a, const Comparison& b) { return place(a) < place(b); });
  if (const std::string remark = points_remark(points); !remark.empty())
    validation.remarks.push_back(remark);
}

}  // namespace

Vocabulary published_vocabulary() {
  return {{"group", "chip", "workload", "metric"}, published::group_names(), {{"value", "value"}}};
}

Validation validate_published(const Folder& folder, const Question& question,
                              const Control& control) {
  Validation validation;
  validation.kind = "chips";
  validation.folder = folder.path.string();
  validation.detail = question.detail;
  validation.dimensions = published_vocabulary().dimensions;
  validation.quantities = published_vocabulary().quantities;
  published::Chips chips(question.settings, question.leave_out);
  published::Jobs jobs = published::read_jobs(folder, question, chips);
  validation.tables.push_back(std::move(jobs.table));
  validation.partial = !published::predict(jobs.jobs, question, control);
  fill(validation, jobs.jobs);
  return validation;
}

}  // namespace tessera::validation
