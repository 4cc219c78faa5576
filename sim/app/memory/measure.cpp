#include "sim/app/memory/measure.h"

#include <algorithm>
#include <cmath>

#include "isa/dram/open_loop.h"
#include "isa/dram/tile_reads.h"
#include "sim/app/memory/replay.h"

namespace tessera {
namespace {

using dram::LossCause;

constexpr std::int64_t kWarmUp = 8000;

std::int64_t columns(const dram::ChannelCounts& counts, bool write) {
  using enum dram::Command;
  return counts.commands[index_of(write ? kWrite : kRead)] +
         counts.commands[index_of(write ? kWriteAutoclose : kReadAutoclose)];
}

Measurement measure_pattern(const MemoryJob& job) {
  dram::OpenLoopSpec load;
  load.pattern = job.pattern;
  load.load = job.load;
  load.warm_up = std::min(kWarmUp, job.requests);
  load.measured = job.requests;
  const dram::OpenLoopResult run = dram::run_open_loop(job.channel, load, job.detail);
  Measurement result;
  result.counts = run.counts;
  result.clocks = run.clocks;
  result.bus_clocks = run.counts.data_clocks + run.counts.loss.total();
  result.reads = run.reads;
  result.writes = run.writes;
  result.row_hit_rate = run.row_hit_rate;
  result.latency = run.read_latency;
  if (job.load > 0) result.latency_with_wait = run.read_source_latency;
  return result;
}

// Each channel reads its share of every tile. The pauses between tiles do not count: idle is what a
// bus waits within a tile, for its first data and behind its last.
Measurement measure_tiles(const MemoryJob& job) {
  dram::TileReadsSpec tiles;
  tiles.tile_bytes = job.tile_bytes / job.channels;
  tiles.tiles = job.tiles;
  const dram::TileReadsResult run = dram::run_tile_reads(job.channel, tiles, job.detail);
  Measurement result;
  result.counts = run.counts;
  result.latency = run.clocks;
  result.clocks = static_cast<dram::Clock>(
      std::llround(run.clocks.mean() * static_cast<double>(run.clocks.number())));
  result.bus_clocks = result.clocks * job.channel.organisation.pseudo_channels;
  dram::LossStack& loss = result.counts.loss;
  loss[LossCause::kIdle] = 0;
  loss[LossCause::kIdle] = result.bus_clocks - result.counts.data_clocks - loss.total();
  result.reads = columns(run.counts, false);
  const auto opened = run.counts.commands[index_of(dram::Command::kActivate)];
  result.row_hit_rate =
      result.reads > 0
          ? std::max(0.0, 1 - static_cast<double>(opened) / static_cast<double>(result.reads))
          : 0;
  return result;
}

Measurement measure_trace(const MemoryJob& job) {
  const Replay run = replay(job.channel, job.channels, job.trace);
  Measurement result;
  result.counts = run.counts;
  result.clocks = run.clocks;
  result.bus_clocks = run.counts.data_clocks + run.counts.loss.total();
  result.channels_simulated = job.channels;
  result.reads = columns(run.counts, false);
  result.writes = columns(run.counts, true);
  result.row_hit_rate =
      static_cast<double>(run.row_hits) / static_cast<double>(result.reads + result.writes);
  result.latency = run.latency;
  return result;
}

}  // namespace

double Measurement::share(LossCause cause) const {
  return bus_clocks > 0 ? static_cast<double>(counts.loss[cause]) / static_cast<double>(bus_clocks)
                        : 0;
}

double Measurement::achieved() const {
  return bus_clocks > 0 ? static_cast<double>(counts.data_clocks) / static_cast<double>(bus_clocks)
                        : 0;
}

Measurement measure(const MemoryJob& job) {
  switch (job.kind) {
    case MemoryJob::Kind::kPattern:
      return measure_pattern(job);
    case MemoryJob::Kind::kTiles:
      return measure_tiles(job);
    case MemoryJob::Kind::kTrace:
      return measure_trace(job);
  }
  return {};
}

}  // namespace tessera
