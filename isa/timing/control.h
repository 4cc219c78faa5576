// What the control style of a chip adds: launches, barriers, descriptors, and the order in which
// cores start.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Of programs of queue kernels, whatever the style that feeds the queues.
struct QueueCosts {
  Picoseconds launch;      // once per program
  Picoseconds descriptor;  // per transfer, on its engine
  Picoseconds barrier;     // from the last core's arrival to the release of all
  Picoseconds dispatch;    // core i starts i times this late
};

QueueCosts queue_costs(const ControlSpec& control);

// Of a kernel of thread blocks: from the kernels before to its first block, and each block's
// start-up. The chip's, where the kernel does not say.
Picoseconds launch_of(const ChipSpec& chip, const Grid& grid);
Picoseconds block_start_of(const ChipSpec& chip, const Grid& grid);

}  // namespace tessera
