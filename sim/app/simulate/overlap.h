// What is asked of --overlap, and what came of it.
#pragma once

#include <vector>

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// Takes it from the request, where the plan and the batch allow it; `auto` does without, and says
// so. Throws InputError: kUsage where nothing is sent, or `batches` cannot be cut, kUnsupported for
// halves on a pipeline, kBadInput where collectives would hold all cores.
void choose_overlap(const proto::Request& request, Inputs& inputs);

// Sums over all parts that overlapped; nothing where it was not asked for.
void add_overlap(const Inputs& inputs, const std::vector<Part>& parts, proto::Result& result);

}  // namespace tessera
