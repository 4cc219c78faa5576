// Where a curve stops paying: latency over bandwidth, throughput over batch.
#pragma once

#include <optional>
#include <vector>

namespace tessera::sweep {

// Both are the places beyond which this holds up to the end of the curve; none where it holds from
// its beginning or not at its end.
struct Knee {
  std::optional<double> at;    // |d ln y / d ln x| < 0.5: y no longer follows x
  std::optional<double> flat;  // doubling x changes y by less than 10 %
  double first_slope = 0;      // d ln y / d ln x between the first two values, and the last two
  double last_slope = 0;
};

// `x` ascending, both positive, at least three. Slopes are those between neighbouring values,
// taken at the geometric mean of the two and linear in ln x between these; doubling follows the
// curve, straight in logarithms between its values.
Knee knee_of(const std::vector<double>& x, const std::vector<double>& y);

// y at `place`, on the curve.
double on_curve(const std::vector<double>& x, const std::vector<double>& y, double place);

// Least-squares slope of ln y on ln x over the pairs where both are positive; none where fewer than
// two values of x are.
std::optional<double> elasticity_of(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace tessera::sweep
