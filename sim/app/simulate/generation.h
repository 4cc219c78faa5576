// The steps of a generation: few are simulated, the others lie on lines between them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace tessera {

struct InterpolationPoint {
  std::int64_t step = 0;
  double weight = 0;  // of this point in the sum over all steps
};

struct Interpolation {
  std::vector<InterpolationPoint> points;  // ascending; weights sum to the number of steps
  double error =
      0;  // largest |predicted / simulated - 1| that was accepted, or left when points ran out
};

// Sum over first..last of time(step) = sum over points of weight x time(point). Intervals are
// halved until the middle lies on the line within `tolerance`, or `most` points are used; time() is
// called once per point.
Interpolation interpolate_steps(std::int64_t first, std::int64_t last,
                                const std::function<double(std::int64_t)>& time,
                                double tolerance = 1e-3, std::size_t most = 17);

}  // namespace tessera
