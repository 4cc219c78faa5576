// Two streams of work that cover each other, but not perfectly.
//
// The blocks of a wave start together: all load at first, all multiply, all store at last, so
// neither the cores nor the memory is busy all the time, and least so where both take equally long.
// Their times join as (a^p + b^p)^(1/p): the longer one where they differ much, 1.3 times as long
// where they are equal and p = 2.7. Source: measured products near the balance of memory and matrix
// units take 1.2 to 1.5 times the longer of the two; p = 2.7 on NVIDIA chips.
#pragma once

#include <algorithm>
#include <cmath>

namespace tessera {

// Of products whose loop does nothing but multiply.
inline constexpr double kProductOverlap = 2.7;

// The time of both; `p` 0: perfect overlap.
inline double joined_time(double a, double b, double p) {
  const double longer = std::max(a, b);
  if (p <= 0 || longer <= 0) return longer;
  return longer * std::pow(1 + std::pow(std::min(a, b) / longer, p), 1 / p);
}

// The same of rates.
inline double joined_rate(double a, double b, double p) { return 1 / joined_time(1 / a, 1 / b, p); }

}  // namespace tessera
