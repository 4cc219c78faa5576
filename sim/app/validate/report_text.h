// A validation as text: errors by group in percent, what has no prediction and why.
#pragma once

#include <string>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

// Grouped by the first dimension (of silicon: by class of operators), and by `dimension` too where
// one is named.
std::string text_report(const Validation& validation, const std::string& dimension);
// By every dimension, one table after the other; of silicon: by device, operator and type.
std::string full_text_report(const Validation& validation);

}  // namespace tessera::validation
