// Predicts every row of a folder of reference tables and compares, whatever kind of folder it is.
#pragma once

#include <filesystem>
#include <string>

#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"

namespace tessera::validation {

// Of every kind of folder.
Vocabulary vocabulary();

// `detail`: "tile" or "cycle". Throws InputError(kBadInput) with all mistakes of all files.
Validation validate(const std::filesystem::path& folder, const std::string& detail,
                    const Control& control);

}  // namespace tessera::validation
