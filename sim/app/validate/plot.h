// Scatter plots of predicted against reference, drawn by a script beside the program.
#pragma once

#include <filesystem>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

// Writes `comparisons.csv` and one picture for each quantity into `folder`, which is there.
// Throws InputError(kUnsupported) where the script cannot draw.
void plot(const Validation& validation, const std::filesystem::path& folder);

}  // namespace tessera::validation
