// What a sweep would do: how many points, and how long a few of them took.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

struct Plan {
  std::size_t points = 0;
  std::size_t excluded = 0;  // by constraints on values alone
  std::size_t alike = 0;     // as another one
  std::size_t stored = 0;
  std::size_t open = 0;
  std::vector<std::size_t> tried;  // numbers of those that were run to measure
  std::vector<proto::SweepOutcome> outcomes;
  double cpu_s_per_point = 0;  // mean of the tried ones
  int jobs = 0;
  double expected_s() const {
    return static_cast<double>(open) * cpu_s_per_point / static_cast<double>(jobs);
  }
};

// Runs points spread evenly over the open ones, a second long or so; keeps nothing. `store` may be
// null.
Plan plan_sweep(Points& points, Store* store, int jobs);

}  // namespace tessera::sweep
