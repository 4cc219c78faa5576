// The ways that a part may be run, and the fastest of them.
#pragma once

#include "sim/app/simulate/part.h"

namespace tessera {

OverlappedExecution execute_as(Way way, const Part& part, const HeldChip& on,
                               const ExecuteProgram& execute, bool trace);

HeldChip held_chip(const Inputs& inputs, const ChipSpec& chip);

// Runs the part in one piece and every way that it may overlap, or in halves alone where `batches`
// is asked for, and keeps the fastest. With `trace` halves leave the spans of their chains.
void run_fastest_way(const Inputs& inputs, const ExecuteProgram& execute, bool trace, Part& part);

}  // namespace tessera
