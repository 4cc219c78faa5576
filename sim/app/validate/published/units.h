// From what a run took to the number in a row's own unit.
#pragma once

#include <optional>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "sim/app/validate/published/row.h"

namespace tessera::validation::published {

double seconds(Picoseconds time);

// A time in seconds as "ms", "us" or "s". Throws NotPredicted for any other unit.
double time_in(const Row& row, double seconds);

// Something per second of all chips together ("tokens/s", "images/s", "TFLOPS", "GB/s") as a
// system total, or per chip, card or node where the row says so.
double rate_in(const Row& row, double per_second, const ChipSpec& chip);

// A share of 1 as percent.
double share_in(const Row& row, double share);

bool is_time(const Row& row);
bool is_share(const Row& row);

}  // namespace tessera::validation::published
