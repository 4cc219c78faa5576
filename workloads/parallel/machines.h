// Collectives that a network came with, placed in machines of a chip.
#pragma once

#include "isa/chip_spec.h"
#include "workloads/graph.pb.h"

namespace tessera {

bool has_collectives(const proto::Graph& graph);

// States how many chips of a collective are in one machine where the graph does not. Throws
// InputError(kUnsupported) where the chip cannot be joined to so many.
void place_in_machines(const ChipSpec& chip, proto::Graph& graph);

}  // namespace tessera
