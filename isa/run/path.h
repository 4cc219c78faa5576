// How an instant was reached: the time of each cause along the chain of last-arriving dependencies.
#pragma once

#include "isa/stall.h"
#include "sim/core/units.h"

namespace tessera {

// Adds `more` cause by cause and returns its sum: in place, since walks do little else.
inline Picoseconds add(const StallStack& more, StallStack& to) {
  Picoseconds sum;
  for (std::size_t c = 0; c < kStallCauses; ++c) {
    const Picoseconds part = more[static_cast<StallCause>(c)];
    to[static_cast<StallCause>(c)] += part;
    sum += part;
  }
  return sum;
}

struct Path {
  Picoseconds time;    // since the run began
  StallStack causes;   // sums to time, exactly
  int last_span = -1;  // of the trace, the last of the chain; -1: none is kept

  void spend(StallCause cause, Picoseconds span) {
    time += span;
    causes[cause] += span;
  }
  void spend(const StallStack& spans) { time += add(spans, causes); }
};

// An instant without how it was reached, for whoever asks only when.
struct Moment {
  Picoseconds time;  // since the run began

  void spend(StallCause, Picoseconds span) { time += span; }
};

// Moves along by a span.
inline void advance(Path& path, const Path& by) {
  path.time += by.time;
  add(by.causes, path.causes);
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
