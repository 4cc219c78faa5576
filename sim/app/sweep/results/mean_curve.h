// Curves over one axis, from the points along its lines.
#pragma once

#include <cstddef>
#include <vector>

namespace tessera::sweep {

// The values of `column` along each line on which all are positive: with a hole, a mean would
// change for who is missing.
std::vector<std::vector<double>> whole_curves(const std::vector<std::vector<std::size_t>>& lines,
                                              const std::vector<double>& column);

// Place by place, of at least one curve.
std::vector<double> geometric_mean(const std::vector<std::vector<double>>& curves);

}  // namespace tessera::sweep
