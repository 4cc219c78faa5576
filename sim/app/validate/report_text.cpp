#include "sim/app/validate/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/validate/error_statistics.h"
#include "sim/app/validate/silicon/report.h"

namespace tessera::validation {
namespace {

constexpr std::size_t kReasonsShown = 2;

std::string title(const Validation& validation) {
  std::string text = fmt::format("{} ({}, detail {}{}):", validation.folder, validation.kind,
                                 validation.detail, validation.partial ? ", interrupted" : "");
  std::string separator = " ";
  std::string without;
  for (const PredictedTable& table : validation.tables) {
    if (table.table.rows.empty()) continue;
    if (table.predicted == 0) {
      without += fmt::format("{}{}", without.empty() ? "" : ", ", table.name);
      continue;
    }
    text += fmt::format("{}{} of {} rows of {}", separator, table.predicted,
                        table.table.rows.size(), table.name);
    separator = ", ";
  }
  if (!without.empty()) text += fmt::format("{}none of {}", separator, without);
  return text + "\n";
}

std::string percent(double share) {
  const double value = 100 * share;
  return fmt::format("{:8.{}f}", value, std::abs(value) < 999 ? 2 : 0);
}

std::string signed_percent(double share) {
  const double value = 100 * share;
  if (std::abs(value) < 0.005) return fmt::format("{:>9}", "0.00");
  return fmt::format("{:>9}", fmt::format("{:+.2f}", value));
}

std::size_t width_of(const std::vector<GroupErrors>& groups) {
  std::size_t width = 18;
  for (const GroupErrors& group : groups) width = std::max(width, group.group.size());
  return width;
}

std::string table(const Validation& validation, const std::string& dimension) {
  const std::vector<GroupErrors> groups = group_errors(validation, dimension);
  if (groups.empty()) return "no reference values to compare with\n";
  const std::size_t width = width_of(groups);
  std::string text =
      fmt::format("{:<{}} {:<18} {:>6} {:>8} {:>8} {:>8} {:>8} {:>9}\n", "error, percent", width,
                  "", "rows", "mean", "median", "P90", "max", "bias");
  std::string last;
  for (const GroupErrors& group : groups) {
    const ErrorStatistics& errors = group.errors;
    text += fmt::format("{:<{}} {:<18} {:>6} {} {} {} {} {}\n",
                        group.group == last ? "" : group.group, width, group.quantity, errors.rows,
                        percent(errors.mean), percent(errors.median), percent(errors.p90),
                        percent(errors.largest), signed_percent(errors.bias));
    last = group.group;
  }
  return text;
}

std::string without_prediction(const Validation& validation, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < validation.unpredicted.size() && i < most; ++i)
    text += fmt::format("not predicted: {} rows, {}\n", validation.unpredicted[i].rows,
                        validation.unpredicted[i].why);
  if (validation.unpredicted.size() > most)
    text += fmt::format("not predicted for {} more reasons (--all)\n",
                        validation.unpredicted.size() - most);
  return text;
}

std::string remarks(const Validation& validation) {
  std::string text;
  for (const std::string& remark : validation.remarks) text += remark + "\n";
  return text;
}

// What stands below the tables, `most` reasons of it at most.
std::string foot(const Validation& validation, std::size_t most) {
  return silicon_apart(validation) + remarks(validation) + without_prediction(validation, most);
}

bool is_silicon(const Validation& validation) { return validation.kind == "silicon"; }

std::string short_table(const Validation& validation, const std::string& dimension) {
  if (!is_silicon(validation))
    return table(validation, dimension.empty() ? validation.dimensions.front() : dimension);
  if (dimension.empty()) return silicon_table(validation, {});
  return silicon_table(validation, {dimension});
}

}  // namespace

std::string text_report(const Validation& validation, const std::string& dimension) {
  return title(validation) + short_table(validation, dimension) + foot(validation, kReasonsShown);
}

std::string full_text_report(const Validation& validation) {
  std::string text = title(validation);
  if (is_silicon(validation))
    text += silicon_table(validation, {}) + "\nby device, op and dtype\n" +
            silicon_table(validation, {"device", "op", "dtype"});
  else
    for (const std::string& dimension : validation.dimensions)
      text += fmt::format("\nby {}\n", dimension) + table(validation, dimension);
  return text + foot(validation, validation.unpredicted.size());
}

}  // namespace tessera::validation
