// Two levels of detail: closed forms for all points of a sweep, the event simulation only for those
// that may be on the Pareto front.
#pragma once

#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/run/run_sweep.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep {

// How well the closed form ranks what the simulation found.
struct RankAgreement {
  std::string metric;
  std::size_t points = 0;  // that have it in both
  double correlation = 0;  // Spearman's; NaN: fewer than three points, or all alike
  double deviation = 0;    // largest of |ln(simulated / closed form) - its median|
  double usual = 0;        // what nine of ten points stay within
};

// Why points were not asked further.
struct PassedOver {
  std::size_t failed = 0;     // in closed form
  std::size_t refused = 0;    // by a constraint, of what ran in closed form
  std::size_t without = 0;    // an objective of theirs is missing or not above 0
  std::string first_failure;  // "exit 3: ..."
};

struct Prefiltered {
  Standing analytic;
  Standing detailed;  // failed and excluded also count those in closed form
  PassedOver passed_over;
  std::size_t chosen = 0;  // points near the front
  std::size_t spread = 0;  // further ones, all over the space, to see how well the two agree
  std::size_t rounds = 0;
  std::vector<RankAgreement> agreement;  // of each objective
};

// Of `values[point][objective]`, smaller better: the points that no other point beats by more than
// its margin in every objective. `margin` is a natural logarithm; 0 leaves the Pareto front. The
// values must be positive.
std::vector<std::size_t> near_front(const std::vector<std::vector<double>>& values,
                                    const std::vector<double>& margin);

// Spearman's; NaN for fewer than three points, or where all of `a` or of `b` are alike.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

// `points` are those of the detail asked for. All are computed in closed form, then those near the
// front as asked, and a few all over the space; the margin starts at nothing and widens,
// round by round, to what nine of ten of the points near it were found to deviate by.
Prefiltered run_prefiltered(Points& points, Store& store, const RunOptions& options);

}  // namespace tessera::sweep
