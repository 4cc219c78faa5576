// How long the lanes of one core take for a tile of element-wise work.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Cycles of the core clock: issue overhead + sum over classes of operations /
// rate.
double vector_cycles(const VectorUnitSpec& unit, const VectorWork& work);

}  // namespace tessera
