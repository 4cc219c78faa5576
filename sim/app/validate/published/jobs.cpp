#include "sim/app/validate/published/jobs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "isa/library.h"
#include "sim/app/processes/in_processes.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/silicon/progress_file.h"
#include "sim/app/validate/silicon/surroundings.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation::published {
namespace {

bool wanted(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& one) {
           return plain_name(one) == plain_name(name);
         });
}

void require_seen(const char* flag, const std::vector<std::string>& asked,
                  const std::set<std::string>& seen) {
  for (const std::string& name : asked)
    if (std::none_of(seen.begin(), seen.end(),
                     [&](const std::string& one) { return plain_name(one) == plain_name(name); }))
      throw InputError(ExitCode::kUsage, fmt::format("{} '{}': no row has it; there are {}", flag,
                                                     name, fmt::join(seen, ", ")));
}

Job job_of(Row row, int line, Chips& chips) {
  Job job;
  job.asked = asked_of(row);
  job.line = line;
  job.chip = &chips.of(row);
  job.why_not = job.asked.why_not;
  if (job.why_not.empty()) job.why_not = job.chip->why_not;
  job.group = group_of(row, job.asked, job.chip->spec && job.chip->spec->kind == "gpu");
  job.row = std::move(row);
  return job;
}

// Everything that a prediction follows from.
std::string key_of(const Job& job, const std::string& detail, std::uint64_t surroundings) {
  const Row& row = job.row;
  return fmt::format("{:x} {} {:x} {}|{}|{}|{}|{}|{}|{}|{}|{}|{}", surroundings, detail,
                     digest(job.chip->text), row.chips.value_or(0), row.workload, row.phase,
                     row.dtype, row.batch, row.input, row.output, row.metric, row.unit,
                     row.conditions);
}

// Chips and networks one after the other, so that a process prepares each of them rarely.
std::vector<std::size_t> order_of(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (jobs[i].why_not.empty()) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(jobs[a].row.chip, jobs[a].asked.network) <
           std::tie(jobs[b].row.chip, jobs[b].asked.network);
  });
  return order;
}

}  // namespace

Jobs read_jobs(const Folder& folder, const Question& question, Chips& chips) {
  std::vector<Mistake> mistakes;
  CsvTable table = read_csv(folder.path / kTable, mistakes);
  std::vector<Row> rows = read_rows(table, mistakes);
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);
  Jobs result;
  std::vector<CsvRow> chosen;
  std::set<std::string> seen_chips, seen_groups;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    seen_chips.insert(rows[i].chip);
    if (!wanted(question.devices, rows[i].chip)) continue;
    Job job = job_of(std::move(rows[i]), table.rows[i].line, chips);
    if (!job.group.empty()) seen_groups.insert(job.group);
    if (!wanted(question.ops, job.group) || taken++ % question.every != 0) continue;
    job.place = chosen.size();
    chosen.push_back(std::move(table.rows[i]));
    result.jobs.push_back(std::move(job));
  }
  require_seen("--device", question.devices, seen_chips);
  require_seen("--op", question.ops, seen_groups);
  table.rows = std::move(chosen);
  result.table.name = kTable;
  result.table.columns = {"predicted_value"};
  result.table.cells.assign(table.rows.size(), {""});
  result.table.table = std::move(table);
  return result;
}

bool predict(std::vector<Job>& jobs, const Question& question, const Control& control) {
  ProgressFile progress(question.points);
  const std::uint64_t around = question.points.empty() ? 0 : digest(surroundings());
  const OperatorDetail detail =
      question.detail == "analytic" ? OperatorDetail::kAnalytic : OperatorDetail::kTile;
  std::vector<std::size_t> open;
  std::vector<std::uint64_t> keys(jobs.size());
  for (const std::size_t i : order_of(jobs)) {
    keys[i] = digest(key_of(jobs[i], question.detail, around));
    if (const auto before = progress.find(keys[i]))
      jobs[i].prediction = from_line(*before);
    else
      open.push_back(i);
  }
  LanguageRuns runs(detail);  // every process goes on with its own copy
  const bool whole = in_processes(
      open.size(), control,
      [&](std::size_t i) {
        const Job& job = jobs[open[i]];
        return as_line(predicted(job.row, job.asked, *job.chip, detail, runs));
      },
      [&](std::size_t i, const std::string& line) {
        jobs[open[i]].prediction = from_line(line);
        progress.add(keys[open[i]], line);
      });
  if (whole) progress.remove();
  return whole;
}

}  // namespace tessera::validation::published
