// Whole tiles read one at a time from a channel that is idle otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/dram/channel.h"
#include "isa/dram/latencies.h"
#include "isa/dram/open_loop.h"
#include "isa/dram/pattern.h"

namespace tessera::dram {

struct TileReadsSpec {
  std::int64_t tile_bytes = 65536;
  int tiles = 20;
  std::uint64_t seed = 999;  // of places and pauses: 64 to 575 clocks from tile to tile
  // Begin tile i at clock i x this, whatever the ones before took (if they are done by then).
  std::optional<Clock> every;
};

struct TileReadsResult {
  Latencies clocks;  // first request offered to last data
  ChannelCounts counts;
};

// kTile: many long tiles by their pace, with nearly the same times; others by segments, with the
// same times and counts (stream_reads.h).
TileReadsResult run_tile_reads(const DramSpec& spec, const TileReadsSpec& tiles,
                               Detail detail = Detail::kCycle);

}  // namespace tessera::dram
