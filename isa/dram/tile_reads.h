// Whole tiles read one at a time from a channel that is idle otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/dram/channel.h"
#include "isa/dram/latencies.h"
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

TileReadsResult run_tile_reads(const DramSpec& spec, const TileReadsSpec& tiles);

// `count` transactions in a row, all there from clock `begin` on.
class RunSource {
 public:
  RunSource(std::uint64_t first, std::int64_t count, bool write, Clock begin)
      : next_(first), left_(count), write_(write), begin_(begin) {}
  Clock created() const { return left_ > 0 ? begin_ : kNever; }
  Access access() const { return {next_, write_}; }
  std::int64_t tag() const { return begin_; }
  void pop() {
    ++next_;
    --left_;
  }
  std::int64_t left() const { return left_; }

 private:
  std::uint64_t next_;
  std::int64_t left_;
  bool write_;
  Clock begin_;
};

}  // namespace tessera::dram
