#include "isa/dram/tile_reads.h"

#include <algorithm>

#include "isa/dram/stream_reads.h"

namespace tessera::dram {
TileReadsResult run_tile_reads(const DramSpec& spec, const TileReadsSpec& tiles, Detail detail) {
  const std::int64_t count = tiles.tile_bytes / spec.organisation.transaction_bytes;
  const auto places = static_cast<std::uint64_t>(spec.organisation.transactions() / count);
  Channel channel(spec);
  StreamReads streams(spec, count * tiles.tiles);
  SplitMix random(tiles.seed);
  TileReadsResult result;
  Clock now = 0;
  for (int tile = 0; tile < tiles.tiles; ++tile) {
    const std::uint64_t first = random.next() % places * static_cast<std::uint64_t>(count);
    now += 64 + static_cast<Clock>(random.next() % 512);
    if (tiles.every) now = std::max(now, tile * *tiles.every);
    channel.idle_until(now - 1);
    const Clock end = detail == Detail::kTile ? streams.read(channel, first, count, now)
                                              : read_by_commands(channel, first, count, now);
    result.clocks.add(end - now);
    now = end;
  }
  result.counts = channel.counts();
  return result;
}

}  // namespace tessera::dram
