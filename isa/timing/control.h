// What the control style of a chip adds: launches, barriers, descriptors, and the order in which
// cores start.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// Of programs of queue kernels, whatever the style that feeds the queues.
struct QueueCosts {
  Picoseconds launch;      // once per program
  Picoseconds descriptor;  // per transfer, on its engine
  Picoseconds barrier;     // from the last core's arrival to the release of all
  Picoseconds dispatch;    // core i starts i times this late
};

QueueCosts queue_costs(const ControlSpec& control);

}  // namespace tessera
