// Predicts every row of a folder of network tables: `booksim_latency_load.csv` at the detail asked
// for, `nccl_busbw.csv` and `astra_allreduce.csv` in closed form.
#pragma once

#include "sim/app/network/job.h"
#include "sim/app/validate/comparison.h"
#include "sim/app/validate/control.h"
#include "sim/app/validate/folder.h"

namespace tessera::validation {

// Throws InputError with all mistakes of all files.
Validation validate_noc(const Folder& folder, NetworkDetail detail, const Control& control);

}  // namespace tessera::validation
