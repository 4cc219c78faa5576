// A sweep, run: what is stored is not computed again, what is computed is stored at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/processes/control.h"
#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

struct Best {
  std::size_t number = 0;  // of the point
  double value = 0;
};

// Of the first objective, among points that meet the constraints.
struct Standing {
  std::size_t computed = 0;
  std::size_t reused = 0;
  std::size_t failed = 0;    // of these two
  std::size_t excluded = 0;  // by constraints, not run
  std::size_t left = 0;
  std::optional<Best> best;
  std::string ended;  // why before the end; empty: all is done
  bool interrupted = false;
  bool short_of_points = false;  // tasks of a cluster ended without all of theirs
};

struct RunOptions {
  int jobs = 0;  // 0: as many as cores
  bool retry_failed = false;
  const std::vector<std::size_t>* only = nullptr;  // numbers of points; null: all of the sweep
  bool look_only = false;                          // what is stored, nothing computed
  std::optional<double> time_limit_s;
  std::function<bool()> interrupted = [] { return false; };
  std::function<void(const Standing&)> progress = [](const Standing&) {};
};

// Every point of `points` that `store` has not, in processes of their own. Throws InputError where
// the store can no longer be written: what was committed is kept.
Standing run_sweep(Points& points, Store& store, const RunOptions& options);

}  // namespace tessera::sweep
