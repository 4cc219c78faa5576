#include "sim/app/serving/curve.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tessera::serving {
namespace {

constexpr std::int64_t kLeastTokens = 16, kMostTokens = 256, kFirstCached = 512;
constexpr std::int64_t kOneByOne = 64;

Amount between(const Amount& low, const Amount& high, double share) {
  return low * (1 - share) + high * share;
}

std::int64_t power_at_least(std::int64_t number) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(number)));
}

// Stretches of that length.
Stretch behind(std::int64_t number, std::int64_t length) {
  const std::int64_t high = (number + length - 1) / length * length;
  return {high - length + 1, high};
}

Stretch growing(std::int64_t number, std::int64_t factor) {
  std::int64_t low = 1, high = kFirstCached;
  while (high < number) {
    low = high;
    high *= factor;
  }
  return {low, high};
}

}  // namespace

Stretch octave_of(std::int64_t number) {
  const std::int64_t high = power_at_least(number);
  return {high / 2 + 1, high};
}

Stretch quarter_of(std::int64_t number) {
  return behind(number, std::max<std::int64_t>(1, power_at_least(number) / 8));
}

Stretch few_of(std::int64_t number) {
  return behind(number, number <= kOneByOne ? 1 : number <= 4 * kOneByOne ? 4 : 16);
}

Stretch tiles_of(std::int64_t number) {
  const std::int64_t tiles =
      std::clamp<std::int64_t>(power_at_least(number) / 32, kLeastTokens, kMostTokens);
  return behind(number, tiles);
}

Stretch power_of(std::int64_t number) {
  const std::int64_t high = power_at_least(number);
  return {std::max<std::int64_t>(1, high / 2), high};
}

Stretch sixteenfold_of(std::int64_t number) { return growing(number, 16); }

Stretch doubling_of(std::int64_t number) { return growing(number, 2); }

const Curve::Point& Curve::point(std::int64_t number) {
  const auto [place, is_new] = points_.try_emplace(number);
  if (is_new) place->second = function_(number);
  return place->second;
}

void Curve::halve(std::int64_t low, std::int64_t high, int halvings) {
  if (high - low < 2 || halvings < 0) return;
  const std::int64_t middle = (low + high) / 2;
  const double share = static_cast<double>(middle - low) / static_cast<double>(high - low);
  const double line = between(point(low).amount, point(high).amount, share).time;
  const Point& found = point(middle);
  const double off = std::abs(found.amount.time - line) / found.whole;
  if (off <= rule_.tolerance || halvings == 0) {
    // Half as far from it, as the middle is a point of the curve now.
    error_ = std::max(error_, off / 2);
    return;
  }
  halve(low, middle, halvings - 1);
  halve(middle, high, halvings - 1);
}

Amount Curve::at(double number) {
  const double asked = std::max(1.0, number);
  const Stretch stretch = rule_.stretch(static_cast<std::int64_t>(std::ceil(asked)));
  if (known_.insert(stretch.high).second) {
    point(stretch.low);
    point(stretch.high);
    halve(stretch.low, stretch.high, rule_.halvings);
  }
  const auto above = points_.lower_bound(static_cast<std::int64_t>(std::ceil(asked)));
  if (static_cast<double>(above->first) == asked || above->first == stretch.low)
    return above->second.amount;
  const auto below = std::prev(above);
  const double share = (asked - static_cast<double>(below->first)) /
                       static_cast<double>(above->first - below->first);
  return between(below->second.amount, above->second.amount, share);
}

}  // namespace tessera::serving
