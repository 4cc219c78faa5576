// What a memory moved over time, from the spans of a trace.
#pragma once

#include <vector>

#include "isa/trace.h"

namespace tessera {

// Equal bins from the first span to the last; the bytes of a span are spread evenly over its time.
// Bars that stand for repeats are cut out of the time: what comes behind one follows what comes
// before it.
struct MemoryRate {
  Picoseconds bin;
  std::vector<double> read_bytes, written_bytes;  // of each bin
};

MemoryRate memory_rate(const SpanTrace& trace, std::size_t bins);

}  // namespace tessera
