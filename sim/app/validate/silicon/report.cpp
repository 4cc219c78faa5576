#include "sim/app/validate/silicon/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/app/validate/silicon/class_errors.h"

namespace tessera::validation {
namespace {

constexpr std::size_t kTitleWidth = 21;

std::string percent(std::optional<double> share) {
  return share ? fmt::format("{:8.1f}", 100 * *share) : fmt::format("{:>8}", "-");
}

std::string signed_percent(double share) {
  const double value = 100 * share;
  return fmt::format("{:>8}", fmt::format("{:+.1f}", std::abs(value) < 0.05 ? 0.0 : value));
}

std::string label_of(const ClassErrors& group) {
  return group.labels.empty() ? group.quantity : fmt::format("  {}", fmt::join(group.labels, " "));
}

void add_errors(const ClassErrors& group, JsonWriter& json) {
  json.add("rows", group.errors.rows);
  json.add("mean_percent", 100 * group.errors.mean);
  json.add("median_percent", 100 * group.errors.median);
  json.add("p90_percent", 100 * group.errors.p90);
  json.add("bias_percent", 100 * group.errors.bias);
  if (group.spread) json.add("median_spread_percent", 100 * *group.spread);
  if (group.roofline) json.add("roofline_mean_percent", 100 * *group.roofline);
  if (group.fit) json.add("fit_mean_percent", 100 * *group.fit);
}

void add_groups(const Validation& validation, const char* key,
                const std::vector<Comparison>& comparisons,
                const std::vector<std::string>& dimensions, JsonWriter& json) {
  json.begin_array(key);
  for (const ClassErrors& group : class_errors(validation, comparisons, dimensions)) {
    json.begin_object();
    json.add("class", group.quantity);
    for (std::size_t i = 0; i < dimensions.size(); ++i) json.add(dimensions[i], group.labels[i]);
    add_errors(group, json);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string silicon_table(const Validation& validation,
                          const std::vector<std::string>& dimensions) {
  const std::vector<ClassErrors> groups =
      class_errors(validation, validation.comparisons, dimensions);
  if (groups.empty()) return "no measured values to compare with\n";
  std::size_t width = kTitleWidth;
  for (const ClassErrors& group : groups) width = std::max(width, label_of(group).size());
  std::string text =
      fmt::format("{:<{}} {:>6} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "error, percent",
                  width, "rows", "mean", "median", "P90", "bias", "spread", "roofline", "3-fit");
  std::string last;
  for (const ClassErrors& group : groups) {
    if (!dimensions.empty() && group.quantity != last) text += group.quantity + "\n";
    last = group.quantity;
    text += fmt::format("{:<{}} {:>6} {} {} {} {} {} {} {}\n", label_of(group), width,
                        group.errors.rows, percent(group.errors.mean), percent(group.errors.median),
                        percent(group.errors.p90), signed_percent(group.errors.bias),
                        percent(group.spread), percent(group.roofline), percent(group.fit));
  }
  return text;
}

std::string silicon_apart(const Validation& validation) {
  if (validation.apart.empty()) return {};
  std::vector<double> errors;
  for (const Comparison& comparison : validation.apart) errors.push_back(comparison.error());
  const ErrorStatistics statistics = statistics_of(errors, true);
  return fmt::format(
      "quality C, in no line above: {} rows, mean {:.1f}, median {:.1f}, bias {:+.1f}\n",
      statistics.rows, 100 * statistics.mean, 100 * statistics.median, 100 * statistics.bias);
}

void add_classes(const Validation& validation, JsonWriter& json) {
  add_groups(validation, "classes", validation.comparisons, {}, json);
  add_groups(validation, "by_device_op_dtype", validation.comparisons, {"device", "op", "dtype"},
             json);
  add_groups(validation, "quality_c", validation.apart, {}, json);
  json.begin_array("devices");
  for (const DeviceNote& one : validation.devices) {
    json.begin_object();
    json.add("device", one.device);
    json.add("chip", one.chip);
    json.add("library", one.library);
    json.end_object();
  }
  json.end_array();
}

}  // namespace tessera::validation
