// The input tables with what was predicted for each row beside it, as files.
#pragma once

#include <filesystem>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

// Every table that has rows, by its name, into `folder`, which is made if it is not there. Throws
// InputError(kUsage) where that cannot be written.
void write_points(const Validation& validation, const std::filesystem::path& folder);

// "predicted,reference,quantity,<dimensions>": one line for each comparison, for plots.
std::string comparisons_csv(const Validation& validation);

// The folder, made if it is not there. Throws InputError(kUsage).
void make_folder(const std::filesystem::path& folder);

}  // namespace tessera::validation
