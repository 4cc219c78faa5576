#include "sim/app/simulate/host_time.h"

#include <algorithm>

namespace tessera {
namespace {

Picoseconds added(const HostTimes& host, Timing timing, Picoseconds device) {
  switch (timing) {
    case Timing::kGraph:
      return Picoseconds(0);
    case Timing::kProfiler:
      return from_nanoseconds(host.profiled_ns);
    case Timing::kHost:
      return from_nanoseconds(host.synchronise_ns);
    case Timing::kCompiled:
      return from_nanoseconds(host.synchronise_ns + host.compiled_ns) +
             std::max(Picoseconds(0), from_nanoseconds(host.return_ns) - device);
    case Timing::kLoop:
      return std::max(from_nanoseconds(host.loop_ns), from_nanoseconds(host.call_ns) - device);
  }
  return Picoseconds(0);
}

}  // namespace

void add_host_time(const HostTimes& host, Timing timing, Execution& execution) {
  const Picoseconds time = added(host, timing, execution.elapsed);
  if (execution.operators.empty() || time == Picoseconds(0)) return;
  execution.operators.front().time += time;
  execution.operators.front().stalls[StallCause::kLaunch] += time;
  execution.stalls[StallCause::kLaunch] += time;
  execution.elapsed += time;
}

}  // namespace tessera
