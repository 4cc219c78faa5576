#include "sim/app/sweep/results/knee.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tessera::sweep {
namespace {

constexpr double kFollows = 0.5;    // elasticity
constexpr double kPays = 0.1;       // for twice as much
constexpr double kDistinct = 1e-9;  // of the spread: rounding of sums

std::vector<double> logarithms(const std::vector<double>& numbers) {
  std::vector<double> logs;
  for (const double one : numbers) logs.push_back(std::log(one));
  return logs;
}

// The place beyond which `size` stays below 1, between the last two values that differ in that.
std::optional<double> stays_below_one(const std::vector<double>& place,
                                      const std::vector<double>& size) {
  std::size_t last = size.size();
  while (last > 0 && size[last - 1] < 1) --last;
  if (last == 0 || last == size.size()) return std::nullopt;
  const double share = (size[last - 1] - 1) / (size[last - 1] - size[last]);
  return std::exp(place[last - 1] + share * (place[last] - place[last - 1]));
}

// Straight between the values, and only between them.
double at(const std::vector<double>& x, const std::vector<double>& y, double place) {
  const auto above = std::ranges::upper_bound(x, place);
  const auto i =
      std::clamp<std::size_t>(static_cast<std::size_t>(above - x.begin()), 1, x.size() - 1);
  return y[i - 1] + (place - x[i - 1]) / (x[i] - x[i - 1]) * (y[i] - y[i - 1]);
}

// What doubling changes, in parts of what would just pay.
double gain(double change) {
  return change < 0 ? change / std::log(1 - kPays) : change / std::log(1 + kPays);
}

std::optional<double> flat(const std::vector<double>& x, const std::vector<double>& y) {
  const double twice = std::log(2);
  std::vector<double> places;
  for (const double one : x) {  // the gain is straight between these
    places.push_back(one);
    places.push_back(one - twice);
  }
  std::erase_if(places, [&](double one) { return one < x.front() || one > x.back() - twice; });
  std::ranges::sort(places);
  std::vector<double> gains;
  for (const double one : places) gains.push_back(gain(at(x, y, one + twice) - at(x, y, one)));
  return stays_below_one(places, gains);
}

}  // namespace

Knee knee_of(const std::vector<double>& x, const std::vector<double>& y) {
  const std::vector<double> u = logarithms(x), v = logarithms(y);
  std::vector<double> middles, sizes;
  Knee knee;
  for (std::size_t i = 0; i + 1 < u.size(); ++i) {
    const double slope = (v[i + 1] - v[i]) / (u[i + 1] - u[i]);
    middles.push_back((u[i] + u[i + 1]) / 2);
    sizes.push_back(std::abs(slope) / kFollows);
    if (i == 0) knee.first_slope = slope;
    knee.last_slope = slope;
  }
  knee.at = stays_below_one(middles, sizes);
  knee.flat = flat(u, v);
  return knee;
}

double on_curve(const std::vector<double>& x, const std::vector<double>& y, double place) {
  return std::exp(at(logarithms(x), logarithms(y), std::log(place)));
}

std::optional<double> elasticity_of(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> u, v;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] > 0 && y[i] > 0) {
      u.push_back(std::log(x[i]));
      v.push_back(std::log(y[i]));
    }
  if (u.empty()) return std::nullopt;
  const auto count = static_cast<double>(u.size());
  double mean_u = 0, mean_v = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    mean_u += u[i] / count;
    mean_v += v[i] / count;
  }
  double both = 0, square = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    both += (u[i] - mean_u) * (v[i] - mean_v);
    square += (u[i] - mean_u) * (u[i] - mean_u);
  }
  if (square < count * kDistinct * kDistinct) return std::nullopt;
  return both / square;
}

}  // namespace tessera::sweep
