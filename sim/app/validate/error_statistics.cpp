#include "sim/app/validate/error_statistics.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tessera::validation {

ErrorStatistics statistics_of(const std::vector<double>& errors, bool ratios) {
  ErrorStatistics result;
  result.rows = errors.size();
  if (errors.empty()) return result;
  std::vector<double> sizes;
  for (const double error : errors) {
    sizes.push_back(std::abs(error));
    result.mean += std::abs(error);
    result.bias += ratios ? std::log1p(error) : error;
  }
  const auto number = static_cast<double>(errors.size());
  result.mean /= number;
  result.bias /= number;
  if (ratios) result.bias = std::expm1(result.bias);
  std::sort(sizes.begin(), sizes.end());
  const std::size_t half = sizes.size() / 2;
  result.median = sizes.size() % 2 == 1 ? sizes[half] : (sizes[half - 1] + sizes[half]) / 2;
  result.p90 = sizes[(sizes.size() * 9 + 9) / 10 - 1];
  result.largest = sizes.back();
  return result;
}

std::vector<GroupErrors> group_errors(const Validation& validation, const std::string& dimension) {
  const auto at = static_cast<std::size_t>(
      std::find(validation.dimensions.begin(), validation.dimensions.end(), dimension) -
      validation.dimensions.begin());
  std::vector<std::string> groups;
  std::map<std::pair<std::string, std::string>, std::vector<double>> errors;
  for (const Comparison& comparison : validation.comparisons) {
    std::string group = comparison.labels.front();
    if (at > 0 && at < comparison.labels.size()) group += " " + comparison.labels[at];
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    errors[{group, comparison.quantity}].push_back(comparison.error());
  }
  std::vector<GroupErrors> result;
  for (const std::string& group : groups)
    for (const Quantity& quantity : validation.quantities)
      if (const auto found = errors.find({group, quantity.name}); found != errors.end())
        result.push_back({group, quantity.name, statistics_of(found->second, validation.ratios)});
  return result;
}

}  // namespace tessera::validation
