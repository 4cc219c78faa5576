// Which form of kernel a chip's control runs, and which types its matrix units take.
#pragma once

#include "isa/chip_spec.h"
#include "workloads/bound_graph.h"

namespace tessera {

// Queues, a stream and a static schedule are all fed by queue kernels. Where a chip has both forms,
// matrix operators go to the queues and vector operators to the thread blocks.
bool runs_in_queues(const ControlSpec& control, OperatorKind kind);

// Throws InputError(kUnsupported) where the node's matrix type runs on no unit of the chip, saying
// which do.
void check_type(const ChipSpec& chip, const BoundNode& node);

}  // namespace tessera
