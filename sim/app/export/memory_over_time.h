// What main memory moves from instant to instant.
#pragma once

#include <vector>

#include "isa/trace.h"

namespace tessera {

// Bins of equal length from the start of the time line to the end of its last span.
struct MemoryOverTime {
  Picoseconds bin;
  std::vector<double> read_bytes, written_bytes;  // by bin
};

// Each span's bytes spread evenly over its time; no bin is shorter than a nanosecond.
MemoryOverTime memory_over_time(const std::vector<Span>& spans, std::int64_t bins);

}  // namespace tessera
