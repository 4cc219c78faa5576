#include "workloads/import/chakra/stated_work.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

constexpr double kElement = 2;           // bytes
constexpr double kDotProduct = 0.5;      // operations per byte
constexpr double kFewRows = 4;           // operations per byte
constexpr double kNearEnough = 0.1;      // of the bytes
constexpr double kMostUnequal = 64;      // n over k
constexpr double kWorthOperations = 10;  // an error of operations counts as much as ten of bytes
constexpr double kWorkedOn = 2.0 / 3;    // of the elements of lane work, at most

std::int64_t whole(double value) { return std::max<std::int64_t>(1, std::llround(value)); }

// The larger w of m w^2 = macs and 2 m w + w^2 = elements (a cubic equation, by cosines); none
// where there are too few elements.
std::optional<double> width_of_weight(double macs, double elements) {
  if (elements <= 0) return std::nullopt;
  const double angle = -3 * macs / elements * std::sqrt(3 / elements);
  if (angle < -1) return std::nullopt;
  return 2 * std::sqrt(elements / 3) * std::cos(std::acos(angle) / 3);
}

std::int64_t aligned(double value, std::int64_t step, std::int64_t least) {
  return value < static_cast<double>(least)
             ? whole(value)
             : step * std::llround(value / static_cast<double>(step));
}

// Whole numbers of that many operations as they are, if there are such; else n and k as software
// pads them, so that rows begin where loads do, and m to go with them.
StatedProduct in_whole_numbers(double macs, double m, double n) {
  StatedProduct p{whole(m), whole(n), 1};
  p.k = whole(macs / static_cast<double>(p.m * p.n));
  if (static_cast<double>(p.m * p.n) * static_cast<double>(p.k) == macs) return p;
  p.n = aligned(n, 64, 1024);
  p.k = aligned(macs / m / static_cast<double>(p.n), 8, 512);
  p.m = whole(macs / static_cast<double>(p.n) / static_cast<double>(p.k));
  return p;
}

// n k is what the operations leave, m (n + k) what the bytes leave.
StatedProduct with_rows(double macs, double elements, double m) {
  const double area = macs / m;
  const double half = (elements - area) / m / 2;
  const double unequal = std::sqrt(std::max(0.0, half * half - area));
  const double n = std::clamp(half + unequal, std::sqrt(area), std::sqrt(area * kMostUnequal));
  return in_whole_numbers(macs, m, n);
}

double error_of_bytes(const StatedProduct& p, double elements) {
  const auto m = static_cast<double>(p.m), n = static_cast<double>(p.n);
  const auto k = static_cast<double>(p.k);
  return std::abs((m * k + k * n + m * n) / elements - 1);
}

double error_of(const StatedProduct& p, double macs, double elements) {
  const double own = static_cast<double>(p.m * p.n) * static_cast<double>(p.k);
  return kWorthOperations * std::abs(own / macs - 1) + error_of_bytes(p, elements);
}

}  // namespace

std::optional<StatedProduct> stated_product(std::int64_t operations, std::int64_t bytes) {
  const auto stated = static_cast<double>(operations);
  if (operations < 2 || stated < kDotProduct * static_cast<double>(bytes)) return std::nullopt;
  const double macs = stated / 2;
  const double elements = static_cast<double>(bytes) / kElement;
  const std::optional<double> width = width_of_weight(macs, elements);
  if (!width) return in_whole_numbers(macs, std::cbrt(macs), std::cbrt(macs));
  const double rows = macs / (*width * *width);
  const StatedProduct below = with_rows(macs, elements, std::max(1.0, std::floor(rows)));
  const StatedProduct above = with_rows(macs, elements, std::max(1.0, std::ceil(rows)));
  const bool fewer = error_of(below, macs, elements) <= error_of(above, macs, elements);
  const StatedProduct& best = fewer ? below : above;
  if (stated < kFewRows * static_cast<double>(bytes) &&
      error_of_bytes(best, elements) > kNearEnough)
    return std::nullopt;
  return best;
}

StatedLanes stated_lanes(std::int64_t operations, std::int64_t bytes) {
  const std::int64_t elements =
      std::max<std::int64_t>(2, std::llround(static_cast<double>(bytes) / kElement));
  const auto most = std::max(1.0, kWorkedOn * static_cast<double>(elements));
  StatedLanes lanes;
  lanes.steps = whole(std::ceil(static_cast<double>(operations) / most));
  lanes.worked_on = whole(static_cast<double>(operations) / static_cast<double>(lanes.steps));
  lanes.worked_on = std::min(lanes.worked_on, elements - 1);
  lanes.written = std::clamp<std::int64_t>(elements / 3, 1, elements - lanes.worked_on);
  lanes.beside = elements - lanes.worked_on - lanes.written;
  return lanes;
}

}  // namespace tessera
