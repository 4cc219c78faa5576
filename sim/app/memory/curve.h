// The latency-load curve: how long reads take as more is asked of the memory, up to full load.
#pragma once

#include <functional>
#include <vector>

#include "sim/app/memory/measure.h"

namespace tessera {

struct CurvePoint {
  double load = 0;  // asked for, share of the peak; 0: there is always a request waiting
  Measurement measured;
  bool full = false;  // more is asked for than the memory can give
};

// Loads of 10 % to 95 %, then full load. `progress` sees the share done.
std::vector<CurvePoint> latency_load_curve(MemoryJob job,
                                           const std::function<void(double)>& progress);

}  // namespace tessera
