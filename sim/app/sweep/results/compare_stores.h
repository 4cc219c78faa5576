// What changed between two stores of the same sweep, point by point.
#pragma once

#include <string>
#include <vector>

#include "sim/app/report/threshold.h"
#include "sim/app/sweep/store/addresses_by_values.h"
#include "sim/app/sweep/store/table.h"

namespace tessera::sweep {

struct MetricChange {
  std::size_t metric = 0;  // in sweep_metrics()
  std::size_t points = 0;  // that have it in both
  std::size_t changed = 0;
  double median = 0;         // of all changes, as shares of the base
  double worst = 0;          // the largest in the direction that is worse; below 0 is better
  std::size_t worst_at = 0;  // number of that point
  double worst_base = 0, worst_run = 0;
};

struct Failure {
  std::string threshold;
  std::size_t points = 0;
  std::size_t worst_at = 0;
  double change = 0;
};

struct StoreComparison {
  std::size_t compared = 0;  // ran in both
  std::size_t base_only = 0, run_only = 0, in_neither = 0;
  std::size_t fails_now = 0, fails_no_more = 0, fails_in_both = 0;
  std::size_t ambiguous = 0;
  std::size_t other_base = 0;         // in either store: of a sweep whose base differs
  std::vector<MetricChange> metrics;  // that a point has in both
  std::vector<Failure> failures;
};

// Points with the same values are the same point: their addresses differ where a chip, a network or
// the model changed, or what the base of the sweep sets. Constraints do not matter.
StoreComparison compare_stores(Points& points, Store& base, Store& run,
                               const std::vector<Threshold>& thresholds);

std::string comparison_text(const Points& points, const StoreComparison& found);
std::string comparison_json(const Points& points, const StoreComparison& found);

// A sentence for each; empty: none.
std::string failures_text(const Points& points, const StoreComparison& found);

}  // namespace tessera::sweep
