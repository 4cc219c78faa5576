// Predicts every row of a folder of memory measurements: `open_loop.csv` and `tile.csv`, with
// channels built from its `configs.csv` and `timing_constraints.csv`.
#pragma once

#include "isa/dram/open_loop.h"
#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"

namespace tessera::validation {

// Throws InputError with all mistakes of all files.
Validation validate_dram(const Folder& folder, dram::Detail detail, const Control& control);

}  // namespace tessera::validation
