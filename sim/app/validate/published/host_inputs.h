// What a network is given: the host sends it before the first layer can begin.
#pragma once

#include "sim/core/units.h"
#include "workloads/bound_graph.h"

namespace tessera::validation::published {

// Activations that are read and that no operator before has made.
Bytes bytes_of_inputs(const BoundGraph& graph);

}  // namespace tessera::validation::published
