// The input tables with what was predicted for each row beside it, as files.
#pragma once

#include <filesystem>
#include <string>

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/folder.h"

namespace tessera::validation {

// Every table that has rows, by its name, into `folder`, which is there. Throws InputError(kUsage)
// where that cannot be written.
void write_points(const Validation& validation, const std::filesystem::path& folder);

// "predicted,reference,quantity,<dimensions>": one line for each comparison, for plots.
std::string comparisons_csv(const Validation& validation);

// Makes the folder that `flag` names, if it is not there. Throws InputError(kUsage) if nothing can
// be written into it, if it is the folder of the inputs, or if a file in it is one of them.
void prepare_output(const std::string& flag, const std::filesystem::path& folder,
                    const Folder& inputs);

}  // namespace tessera::validation
