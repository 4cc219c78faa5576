// What the closed form was off by at simulated points, and what that says of points beside them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tessera::sweep {

using Place = std::vector<double>;  // on each axis, from 0 to 1

class NearbyRatios {
 public:
  // `logs`: of each objective ln(simulated / closed form).
  void add(Place place, std::vector<double> logs);
  std::size_t size() const { return points_.size(); }

  // Mean of the few nearest, by the inverse square of their distance; `except` leaves a point out.
  // There must be one.
  std::vector<double> at(const Place& place, std::optional<std::size_t> except = {}) const;

  // Of each objective: how far the point that the others know least of is from what they say of it.
  // There must be two.
  std::vector<double> largest_surprise() const;

 private:
  struct Point {
    Place place;
    std::vector<double> logs;
  };
  std::vector<Point> points_;
};

}  // namespace tessera::sweep
