// Errors by class of operators, and by anything else, beside what limits and what rivals them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/error_statistics.h"

namespace tessera::validation {

struct ClassErrors {
  std::string quantity;             // "GEMM 16 bit"
  std::vector<std::string> labels;  // of the dimensions asked for
  ErrorStatistics errors;
  std::optional<double> spread;         // median over the rows that state one
  std::optional<double> roofline, fit;  // mean over the rows that have one
};

// In the order of validation.quantities, then in order of appearance; classes without rows are left
// out.
std::vector<ClassErrors> class_errors(const Validation& validation,
                                      const std::vector<Comparison>& comparisons,
                                      const std::vector<std::string>& dimensions = {});

}  // namespace tessera::validation
