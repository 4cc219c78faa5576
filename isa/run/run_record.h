// What a run leaves behind for each kernel it executed and each engine; kernels of folded sections
// count several times.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/execution.h"
#include "isa/program.h"
#include "isa/run/path.h"

namespace tessera {

// Time of one engine, every kernel weighted by how many executions it stands for.
struct EngineTime {
  Picoseconds busy, starved, blocked;
  EngineTime& operator+=(const EngineTime& other) {
    busy += other.busy;
    starved += other.starved;
    blocked += other.blocked;
    return *this;
  }
  friend EngineTime operator*(EngineTime t, std::int64_t n) {
    return {t.busy * n, t.starved * n, t.blocked * n};
  }
};

struct KernelRecord {
  int op = -1;
  std::int64_t executions = 1;  // that this one stands for
  Picoseconds time;             // from the end of the kernel before
  StallStack stalls;            // sums to time
  Actions actions;
  BandwidthLoss traffic;
};

struct RunRecord {
  std::vector<KernelRecord> kernels;
  std::vector<std::array<EngineTime, kEngines>>
      engines;  // by core; sums to the weighted time of all kernels
  std::int64_t instructions = 0;
};

// Takes what cores waited for the slowest one off the causes that lie inside a core, and calls it
// load imbalance.
void charge_imbalance(StallStack& stalls, Picoseconds idle);

// Moves negative parts (a path that changed sides between two kernels) to the largest cause; the
// sum stays.
void settle_negative(StallStack& stalls);

}  // namespace tessera
