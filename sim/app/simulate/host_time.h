// What the host and the way of taking the time add to a run: the program is the device's part.
#pragma once

#include "isa/execution.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"

namespace tessera {

// Adds to `execution` under launch, with its first operator. A profiler and a call that is waited
// for come on top, more of it where the function was compiled, which hides the device's first
// microseconds behind the host's; a loop of calls lasts as long as the slower of host and device.
void add_host_time(const HostTimes& host, Timing timing, Execution& execution);

}  // namespace tessera
