#include "sim/app/sweep/run/nearby.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tessera::sweep {
namespace {

constexpr std::size_t kNearest = 4;
constexpr double kSamePlace = 1e-6;  // squared distance

double squared_distance(const Place& a, const Place& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

void NearbyRatios::add(Place place, std::vector<double> logs) {
  points_.push_back({std::move(place), std::move(logs)});
}

std::vector<double> NearbyRatios::at(const Place& place, std::optional<std::size_t> except) const {
  std::vector<std::pair<double, std::size_t>> by_distance;
  by_distance.reserve(points_.size());
  for (std::size_t i = 0; i < points_.size(); ++i)
    if (i != except) by_distance.emplace_back(squared_distance(place, points_[i].place), i);
  const std::size_t nearest = std::min(kNearest, by_distance.size());
  std::ranges::partial_sort(by_distance,
                            by_distance.begin() + static_cast<std::ptrdiff_t>(nearest));
  std::vector<double> mean(points_.front().logs.size());
  double weights = 0;
  for (std::size_t n = 0; n < nearest; ++n) {
    const auto& [distance, i] = by_distance[n];
    const double weight = 1 / (distance + kSamePlace);
    weights += weight;
    for (std::size_t o = 0; o < mean.size(); ++o) mean[o] += weight * points_[i].logs[o];
  }
  for (double& value : mean) value /= weights;
  return mean;
}

std::vector<double> NearbyRatios::largest_surprise() const {
  std::vector<double> largest(points_.front().logs.size());
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const std::vector<double> said = at(points_[i].place, i);
    for (std::size_t o = 0; o < largest.size(); ++o)
      largest[o] = std::max(largest[o], std::abs(points_[i].logs[o] - said[o]));
  }
  return largest;
}

}  // namespace tessera::sweep
