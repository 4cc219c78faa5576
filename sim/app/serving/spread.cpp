#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/app/serving/answer.h"

namespace tessera::serving {

double percentile(const std::vector<double>& ascending, double share) {
  if (ascending.empty()) return 0;
  const double rank = share * static_cast<double>(ascending.size() - 1);
  const auto low = static_cast<std::size_t>(std::floor(rank));
  const std::size_t high = std::min(low + 1, ascending.size() - 1);
  return ascending[low] + (ascending[high] - ascending[low]) * (rank - std::floor(rank));
}

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  Spread spread;
  spread.mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  spread.p50 = percentile(values, 0.5);
  spread.p90 = percentile(values, 0.9);
  spread.p99 = percentile(values, 0.99);
  return spread;
}

}  // namespace tessera::serving
