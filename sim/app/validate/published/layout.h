// How a published result was spread over its chips.
#pragma once

#include "sim/app/validate/published/row.h"
#include "workloads/parallel/plan.h"

namespace tessera::validation::published {

// Whole chips of the row; one where it used a part of one. Throws NotPredicted where it does not
// say how many.
std::int64_t chips_of(const Row& row);

// What workload, batch or conditions say ("TP8 PP2", "DP16 EP16", "TP8 EP8 attention DP"); what
// they leave open is tensor parallelism over all chips. Cores of a chip ("TP=24 cores") are not
// chips.
ParallelPlan layout_of(const Row& row);

}  // namespace tessera::validation::published
