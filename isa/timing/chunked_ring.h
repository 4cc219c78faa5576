// A collective round a ring of chips, cut into chunks of which some are under way at a time: what
// simulators of training clusters assume.
#pragma once

#include "isa/program.h"
#include "sim/core/units.h"

namespace tessera {

struct ChunkedRing {
  std::int64_t chips = 2;
  BytesPerSecond bandwidth;  // of a link, one direction
  Picoseconds latency;       // of a link
  std::int64_t links = 1;  // from a chip to the next: 2 through a switch, which stores and forwards
  Picoseconds endpoint;    // of a chip, per step
  std::int64_t chunks = 4;
  std::int64_t active = 2;  // chunks under way at a time
  BytesPerSecond
      local_bandwidth;  // of a chip's memory: two operands read and a sum written per step
};

// `part` is what one chip sends in a step: a share of the buffer, or of all-gather a chip's own
// part. The slower of two: every chunk's own chain of steps, batch after batch; or the link, which
// carries all steps of all chunks.
Picoseconds chunked_ring_time(const ChunkedRing& ring, Collective::Kind kind, Bytes part);

}  // namespace tessera
