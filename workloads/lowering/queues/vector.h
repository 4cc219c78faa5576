// Work without matrix products on queues: norms, softmax, element-wise, rope, moves, reductions.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::queues {

// Rows are spread evenly over the cores, each walks its own in tiles: load, lanes, store, two of
// each in flight. What must stay whole (the row of a norm, of a softmax) is not divided; rows of
// other operators are, where there are fewer rows than cores or one does not fit. Throws
// InputError(kDoesNotFit) if a row that must stay whole fits in no local memory.
Kernel vector_kernel(const FusedOperator& fused, const ChipSpec& chip);

}  // namespace tessera::queues
