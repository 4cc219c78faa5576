// Absolute percentage errors of a group of comparisons in five numbers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

// Of 1, not of 100.
struct ErrorStatistics {
  std::size_t rows = 0;
  double mean = 0;  // of the absolute error, as the next three
  double median = 0;
  double p90 = 0;
  double largest = 0;
  double bias = 0;  // mean of the error with its sign, or of ratios geometrically
};

// `errors` have a sign; `ratios`: each is a ratio less 1. P90 is the smallest that at least 90 % do
// not exceed; of an even number the median is the mean of the middle two.
ErrorStatistics statistics_of(const std::vector<double>& errors, bool ratios = false);

// The errors of one quantity in one group.
struct GroupErrors {
  std::string group;  // "ramulator2", or "ramulator2 HBM2_2000_pc1"
  std::string quantity;
  ErrorStatistics errors;
};

// By the first dimension and, if another one is named, by that too; groups in order of appearance,
// quantities in theirs. Quantities that a group lacks are left out.
std::vector<GroupErrors> group_errors(const Validation& validation, const std::string& dimension);

}  // namespace tessera::validation
