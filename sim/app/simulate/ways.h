// A part run one of the ways that it may be.
#pragma once

#include "sim/app/simulate/part.h"

namespace tessera {

OverlappedExecution execute_as(Way way, const Part& part, const HeldChip& on,
                               const ExecuteProgram& execute, bool trace);

HeldChip held_chip(const Inputs& inputs, const ChipSpec& chip);

}  // namespace tessera
