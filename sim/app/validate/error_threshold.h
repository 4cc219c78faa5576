// A limit on an error of a validation: "max_util_error>2%", "ramulator2:mean_latency_error>1%".
#pragma once

#include <string>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

struct ErrorThreshold {
  std::string text;
  std::string group;      // of the first dimension; empty: all that are bound
  std::string statistic;  // mean, median, p90, max, bias
  std::string quantity;   // as Quantity::threshold
  bool above = true;
  double limit = 0;  // of 1
};

// Throws InputError(kUsage) naming what was found and what is allowed, unknown words included.
ErrorThreshold parse_error_threshold(const std::string& text, const Vocabulary& known);

// "max utilisation error is 3.100 %, which is what max_util_error>2% forbids"; empty if it holds.
// Throws InputError(kUsage) if nothing was compared that the threshold is about.
std::string failure_of(const ErrorThreshold& threshold, const Validation& validation);

}  // namespace tessera::validation
