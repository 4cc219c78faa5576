// How an instant was reached: the time of each cause along the chain of last-arriving dependencies.
#pragma once

#include "isa/stall.h"
#include "sim/core/units.h"

namespace tessera {

struct Path {
  Picoseconds time;   // since the run began
  StallStack causes;  // sums to time, exactly

  void spend(StallCause cause, Picoseconds span) {
    time += span;
    causes[cause] += span;
  }
  void spend(const StallStack& spans) {
    time += spans.total();
    causes += spans;
  }
};

// The later one; `a` where both arrive together.
inline const Path& later(const Path& a, const Path& b) { return b.time > a.time ? b : a; }

// Divides `span` over causes in proportion to `weights` (non-negative, not all zero) without losing
// a picosecond.
StallStack divide(Picoseconds span, const std::array<double, kStallCauses>& weights);

}  // namespace tessera
