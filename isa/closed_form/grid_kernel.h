// A grid kernel in closed form: thread blocks go to the slots that free up first; equal blocks that
// start together end together and count as one.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "isa/run/path.h"
#include "isa/run/run_record.h"
#include "isa/timing/block.h"

namespace tessera {

// From the placement of one block in a slot to the placement of the next, when `active` blocks are
// on the chip and all do the same:
//   prologue + main + epilogue,
//   main = max(core bounds with its neighbours, active x bytes / capacity of each shared resource),
// less what cores or blocks that started later, by the dispatch time, do meanwhile: a resource at
// its limit rests only while every block that wants it is in prologue or epilogue.
Path block_cycle(const ChipSpec& chip, const BlockDemand& block, std::int64_t active);

// `with_engines`: fills RunRecord::engines.
RunRecord run_grid_kernel(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                          bool with_engines = true);

}  // namespace tessera
