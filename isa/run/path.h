// How an instant was reached: the time of each cause along the chain of last-arriving dependencies.
#pragma once

#include "isa/stall.h"
#include "sim/core/units.h"

namespace tessera {

struct Path {
  Picoseconds time;    // since the run began
  StallStack causes;   // sums to time, exactly
  int last_span = -1;  // of the trace, the last of the chain; -1: none is kept

  void spend(StallCause cause, Picoseconds span) {
    time += span;
    causes[cause] += span;
  }
  void spend(const StallStack& spans) {
    time += spans.total();
    causes += spans;
  }
};

// An instant without how it was reached, for whoever asks only when.
struct Moment {
  Picoseconds time;  // since the run began

  void spend(StallCause, Picoseconds span) { time += span; }
};

// Moves along by a span.
inline void advance(Path& path, const Path& by) {
  path.time += by.time;
  path.causes += by.causes;
}
inline void advance(Moment& moment, const Path& by) { moment.time += by.time; }
inline void advance(Moment& moment, const Moment& by) { moment.time += by.time; }

// The later one; `a` where both arrive together.
template <class Mark>
const Mark& later(const Mark& a, const Mark& b) {
  return b.time > a.time ? b : a;
}

// Divides `span` over causes in proportion to `weights` (non-negative, not all zero) without losing
// a picosecond.
StallStack divide(Picoseconds span, const std::array<double, kStallCauses>& weights);

}  // namespace tessera
