#include "sim/app/sweep/results/mean_curve.h"

#include <algorithm>
#include <cmath>

namespace tessera::sweep {

std::vector<std::vector<double>> whole_curves(const std::vector<std::vector<std::size_t>>& lines,
                                              const std::vector<double>& column) {
  std::vector<std::vector<double>> curves;
  for (const std::vector<std::size_t>& line : lines) {
    if (!std::ranges::all_of(line, [&](std::size_t i) { return column[i] > 0; })) continue;
    std::vector<double>& curve = curves.emplace_back();
    for (const std::size_t i : line) curve.push_back(column[i]);
  }
  return curves;
}

std::vector<double> geometric_mean(const std::vector<std::vector<double>>& curves) {
  std::vector<double> mean(curves.front().size());
  for (const std::vector<double>& curve : curves)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += std::log(curve[i]);
  for (double& one : mean) one = std::exp(one / static_cast<double>(curves.size()));
  return mean;
}

}  // namespace tessera::sweep
