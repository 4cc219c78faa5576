// How much of the variance of a figure each axis explains: Sobol's indices.
#pragma once

#include <cstddef>
#include <vector>

namespace tessera::sweep {

// NaN where the figure does not vary.
struct VarianceShares {
  std::vector<double> first;  // of each axis alone: Var(E[Y|x_i]) / Var(Y)
  std::vector<double> total;  // with all it takes part in: 1 - Var(E[Y|all but x_i]) / Var(Y)
};

// Of a grid with `sizes[i]` values on axis i, the last one varying fastest, every value as likely
// as another: exact. `y` NaN is a hole: the shares are then those of the points there are. Holes
// tie axes to each other, so that first shares may count the same twice, and a line along an axis
// with a single point left counts as one without variance, which makes totals too small.
VarianceShares grid_shares(const std::vector<std::size_t>& sizes, const std::vector<double>& y);

// Of drawn points, `bins[i]` the part of the axis that point i is in, `y` without NaN. The variance
// of the means of bins is too large by what is left within them, over their points; that much is
// taken off: (between - (bins - 1) * within / (points - bins)) / all, sums of squares each. Noise
// may leave a little below 0.
double binned_share(const std::vector<std::size_t>& bins, const std::vector<double>& y);

// Parts of an axis with equally many points; what varies within a part is lost to the share.
std::vector<std::size_t> equal_bins(const std::vector<double>& x, std::size_t parts);

// 2 n^(1/3) (Rice's rule), at least 2.
std::size_t usual_bins(std::size_t points);

}  // namespace tessera::sweep
