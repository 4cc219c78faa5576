// The time line of an execution: which engine did what, from when to when, and what it waited for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/units.h"

namespace tessera {

// One coloured bar.
struct Span {
  int track = 0;   // index into SpanTrace::tracks
  int name = 0;    // index into SpanTrace::names
  int after = -1;  // the span that let it begin, the last of all it waited for; -1: none is kept
  Picoseconds begin, end;
  double read_bytes = 0, written_bytes = 0;  // of main memory
};

struct SpanTrace {
  std::vector<std::string> tracks;  // "core_0.matrix"
  std::vector<std::string> names;   // of kernels
  std::vector<Span> spans;
  int last = -1;  // the span that the execution ends with; -1: it is not kept
  // Spans beyond the limit on them, and the instant up to which no span that ended is missing.
  std::int64_t left_out = 0;
  Picoseconds complete_to;
};

// Which spans are kept: those that touch the window, and no more of them than the limit.
struct TraceOptions {
  Picoseconds from;
  Picoseconds to = kEndOfTime;
  std::int64_t limit = kDefaultLimit;
  bool every_repeat = false;  // folded sections run as often as they repeat
  static constexpr Picoseconds kEndOfTime{INT64_MAX};
  static constexpr std::int64_t kDefaultLimit = 1'000'000;
};

}  // namespace tessera
