#include "sim/app/validate/error_threshold.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <regex>

#include "sim/app/validate/error_statistics.h"
#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

double value_of(const ErrorStatistics& errors, const std::string& statistic) {
  if (statistic == "mean") return errors.mean;
  if (statistic == "median") return errors.median;
  if (statistic == "p90") return errors.p90;
  if (statistic == "max") return errors.largest;
  return errors.bias;
}

std::string known_quantities(const std::vector<Quantity>& quantities) {
  std::string text;
  for (const Quantity& quantity : quantities)
    text += (text.empty() ? "" : ", ") + quantity.threshold;
  return text;
}

std::string quantity_named(const std::string& threshold, const std::vector<Quantity>& quantities) {
  for (const Quantity& quantity : quantities)
    if (quantity.threshold == threshold) return quantity.name;
  return {};
}

[[noreturn]] void refuse(const ErrorThreshold& threshold, const std::string& why) {
  throw InputError(ExitCode::kUsage, fmt::format("--fail-if '{}': {}", threshold.text, why));
}

void require_known(const ErrorThreshold& threshold, const Vocabulary& known) {
  if (quantity_named(threshold.quantity, known.quantities).empty())
    refuse(threshold, fmt::format("no quantity '{}'; known are {}", threshold.quantity,
                                  known_quantities(known.quantities)));
  const auto& groups = known.groups;
  if (!threshold.group.empty() && !groups.empty() &&
      std::find(groups.begin(), groups.end(), threshold.group) == groups.end())
    refuse(threshold, fmt::format("no {} '{}'; known are {}", known.dimensions.front(),
                                  threshold.group, fmt::join(groups, ", ")));
}

}  // namespace

ErrorThreshold parse_error_threshold(const std::string& text, const Vocabulary& known) {
  static const std::regex kForm(
      R"((?:([^:<>]+):)?(mean|median|p90|max|bias)_([a-z0-9_]+)_error([<>])([-+]?[0-9.]+)%)");
  std::smatch parts;
  std::optional<double> limit;
  if (std::regex_match(text, parts, kForm)) {
    const std::string number = parts[5];
    limit = number_in(std::string_view(number).substr(number[0] == '+' ? 1 : 0));
  }
  if (!limit)
    throw InputError(ExitCode::kUsage,
                     fmt::format("'{}' is no threshold: mean, median, p90, max or bias, a "
                                 "quantity, > or <, and percent: 'max_util_error>2%', or of one "
                                 "policy 'ramulator2:max_util_error>2%'",
                                 text));
  const ErrorThreshold threshold = {text,     parts[1],        parts[2],
                                    parts[3], parts[4] == ">", *limit / 100};
  require_known(threshold, known);
  return threshold;
}

std::string failure_of(const ErrorThreshold& threshold, const Validation& validation) {
  const std::string quantity = quantity_named(threshold.quantity, validation.quantities);
  std::vector<double> errors;
  for (const Comparison& comparison : validation.comparisons) {
    const bool counts =
        threshold.group.empty() ? comparison.bound : comparison.labels.front() == threshold.group;
    if (counts && comparison.quantity == quantity) errors.push_back(comparison.error());
  }
  if (errors.empty()) refuse(threshold, "nothing was compared that it is about");
  const double value = value_of(statistics_of(errors, validation.ratios), threshold.statistic);
  if (threshold.above ? value <= threshold.limit : value >= threshold.limit) return {};
  return fmt::format("{} {} error is {:.3f} %, which is what {} forbids", threshold.statistic,
                     quantity, 100 * value, threshold.text);
}

}  // namespace tessera::validation
