// The time line of a run as one JSON object for the page: `timeline` of its document
// (docs/report_page.md lists the keys).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/app/export/lanes.h"
#include "sim/app/simulate/run.h"

namespace tessera {

// Empty where no part has a span.
std::string packed_timeline(const RunOutput& output);

// The columns of all spans, lane by lane, then the critical path. Numbers are seven bits a byte,
// the lowest first; those marked +- may be negative and are 2n, or -2n - 1.
//   begin     +- from the end of the span before in its lane, of the first from zero; picoseconds
//   length    picoseconds
//   name      +- from that of the span before in its lane
//   after     +- to the span that let it begin, from this one; 0: none is kept
//   read, written   bytes of main memory
//   critical path: +- from the span before on it, of the first from zero
std::string span_columns(const Lanes& lanes);

}  // namespace tessera
