#include "sim/app/serving/curve.h"

#include <algorithm>
#include <cmath>

namespace tessera::serving {
namespace {

Amount between(const Amount& low, const Amount& high, double share) {
  return low * (1 - share) + high * share;
}

}  // namespace

const Curve::Point& Curve::point(std::int64_t number) {
  const auto [place, is_new] = points_.try_emplace(number);
  if (is_new) place->second = function_(number);
  return place->second;
}

void Curve::halve(std::int64_t low, std::int64_t high, int halvings) {
  if (high - low < 2) return;
  const std::int64_t middle = (low + high) / 2;
  const double share = static_cast<double>(middle - low) / static_cast<double>(high - low);
  const double line = between(point(low).amount, point(high).amount, share).time;
  const Point& found = point(middle);
  const double off = std::abs(found.amount.time - line) / found.whole;
  if (off <= stretches_.tolerance || halvings == 0) {
    // Half as far from it, as the middle is a point of the curve now.
    error_ = std::max(error_, off / 2);
    return;
  }
  halve(low, middle, halvings - 1);
  halve(middle, high, halvings - 1);
}

Amount Curve::at(double number) {
  const double asked = std::max(1.0, number);
  std::int64_t low = 1, high = stretches_.first;
  while (static_cast<double>(high) < asked) {
    low = high;
    high *= stretches_.factor;
  }
  if (known_.insert(high).second) {
    point(low);
    point(high);
    halve(low, high, stretches_.halvings);
  }
  const auto above = points_.lower_bound(static_cast<std::int64_t>(std::ceil(asked)));
  if (static_cast<double>(above->first) == asked) return above->second.amount;
  const auto below = std::prev(above);
  const double share = (asked - static_cast<double>(below->first)) /
                       static_cast<double>(above->first - below->first);
  return between(below->second.amount, above->second.amount, share);
}

}  // namespace tessera::serving
