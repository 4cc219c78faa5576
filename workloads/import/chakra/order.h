// The nodes of a trace in an order that keeps what they wait for.
#pragma once

#include <vector>

#include "workloads/import/chakra/trace.h"

namespace tessera {

// Indices of nodes. A node comes behind what it needs and behind who called it, else in order of
// ids; calls that contradict the needs, and callers that are not in the file, are not kept. Throws
// InputError(kBadInput) that names the node: an id that is there twice, a need that is not in the
// file, needs in a circle.
std::vector<std::size_t> in_order(const Trace& trace);

}  // namespace tessera
