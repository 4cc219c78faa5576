#include "sim/app/simulate/generation.h"

#include <cmath>
#include <deque>
#include <map>

namespace tessera {
namespace {

struct Interval {
  std::int64_t begin = 0, end = 0;
  double error_before = 0;  // of the interval that this is a half of
};

// Adds the steps begin, begin + 1, .. of a line between a and b to the weights of a and b.
void add_line(std::int64_t a, std::int64_t b, std::map<std::int64_t, double>& weights) {
  // Steps a .. b - 1: step a + i is (1 - i/n) of a and i/n of b; the sum over i of i/n is (n-1)/2.
  const double n = static_cast<double>(b - a);
  weights[a] += n - (n - 1) / 2;
  weights[b] += (n - 1) / 2;
}

}  // namespace

Interpolation interpolate_steps(std::int64_t first, std::int64_t last,
                                const std::function<double(std::int64_t)>& time, double tolerance,
                                std::size_t most) {
  Interpolation result;
  std::map<std::int64_t, double> times{{first, time(first)}};
  if (last > first) times[last] = time(last);
  std::deque<Interval> open{{first, last, 0}};
  // Breadth first, so that when the points run out they are spread evenly.
  while (!open.empty()) {
    const auto [a, b, before] = open.front();
    open.pop_front();
    if (b - a < 2) continue;
    if (times.size() >= most) {
      result.error = std::max(result.error, before);
      continue;
    }
    const std::int64_t middle = a + (b - a) / 2;
    const double share = static_cast<double>(middle - a) / static_cast<double>(b - a);
    const double predicted = times[a] + share * (times[b] - times[a]);
    times[middle] = time(middle);
    const double error = std::abs(predicted / times[middle] - 1);
    if (error <= tolerance) {
      result.error = std::max(result.error, error);
    } else {
      open.push_back({a, middle, error});
      open.push_back({middle, b, error});
    }
  }
  std::map<std::int64_t, double> weights;
  for (auto next = times.begin(), at = next++; next != times.end(); at = next++)
    add_line(at->first, next->first, weights);
  weights[last] += 1;
  for (const auto& [step, weight] : weights) result.points.push_back({step, weight});
  return result;
}

}  // namespace tessera
