// What a plan puts on each chip, and what its pipeline waits for.
#pragma once

#include <vector>

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// Of a run on several chips; nothing where there is one. Weights and caches are the mean over the
// stages, caches at the end of the run.
void add_plan(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result);

}  // namespace tessera
