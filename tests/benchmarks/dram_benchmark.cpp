// The command-level DRAM engine: requests per second of streams, random reads and mixes, and the
// time of a tile.
#include <benchmark/benchmark.h>

#include <string>

#include "isa/dram/open_loop.h"
#include "isa/dram/standard.h"
#include "isa/dram/stream_reads.h"
#include "isa/dram/tile_reads.h"

namespace tessera::dram {
namespace {

DramSpec library(const char* name) {
  StandardSource source;
  source.name_or_path = name;
  return *read_standard(source).channel;
}

// One channel of a library standard, cycle detail unless said otherwise.
void measure(benchmark::State& state, const char* name, PatternSpec::Kind kind, Mix mix,
             Detail detail) {
  const DramSpec spec = library(name);
  OpenLoopSpec run;
  run.pattern.kind = kind;
  run.pattern.mix = mix;
  for (auto _ : state) benchmark::DoNotOptimize(run_open_loop(spec, run, detail));
  const auto requests = static_cast<double>(state.iterations() * (run.warm_up + run.measured));
  state.counters["requests/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
}

// Tiles at random places and phases of refresh, the channel idle between them, nothing known at the
// beginning. At tile detail what one tile needed is remembered for the next: 2000 tiles show the
// cost in a long run, 100 in a short one, where most is stepped for the first time.
void measure_tile(benchmark::State& state, const char* name,
                  const std::vector<AddressField>& mapping, Detail detail) {
  DramSpec spec = library(name);
  spec.mapping = mapping;
  TileReadsSpec tiles;
  tiles.tile_bytes = state.range(0) * 1024;
  tiles.tiles = static_cast<int>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(run_tile_reads(spec, tiles, detail));
  const auto number = static_cast<double>(state.iterations() * tiles.tiles);
  state.counters["s/tile"] =
      benchmark::Counter(number, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// A millisecond of a whole HBM3 stack. Channels that see the same stream do the same: one is run
// for all. Random requests differ from channel to channel, so each is run.
void hbm3_stack_ms_sequential(benchmark::State& state) {
  const DramSpec spec = library("hbm3");
  const double clocks = 1e9 / spec.clocks.tck_ps;
  for (auto _ : state) {
    const auto count =
        static_cast<std::int64_t>(clocks * spec.organisation.pseudo_channels / spec.clocks.burst);
    Channel channel(spec);
    StreamReads streams(spec, count);
    benchmark::DoNotOptimize(streams.read(channel, 0, count, 1));
  }
}
void hbm3_stack_ms_random(benchmark::State& state) {
  StandardSource source;
  source.name_or_path = "hbm3";
  const StandardSpec stack = read_standard(source);
  const DramSpec& spec = *stack.channel;
  const auto clocks = static_cast<Clock>(1e9 / spec.clocks.tck_ps);
  for (auto _ : state) {
    for (int number = 0; number < stack.channels; ++number) {
      OpenLoopSpec run;
      run.pattern.kind = PatternSpec::Kind::kRandom;
      run.pattern.seed = static_cast<std::uint64_t>(number);
      run.warm_up = 0;
      // About a third of the pins: what random reads get.
      run.measured = clocks * spec.organisation.pseudo_channels / spec.clocks.burst * 3 / 10;
      benchmark::DoNotOptimize(run_open_loop(spec, run));
    }
  }
}

constexpr auto kSequential = PatternSpec::Kind::kSequential;
constexpr auto kRandom = PatternSpec::Kind::kRandom;

void register_all(const char* name) {
  const std::string prefix = std::string(name) + "/";
  const auto stream = [&](const char* what, PatternSpec::Kind kind, Mix mix, Detail detail) {
    benchmark::RegisterBenchmark((prefix + what).c_str(), measure, name, kind, mix, detail);
  };
  stream("sequential", kSequential, Mix::kReads, Detail::kCycle);
  stream("sequential_by_segments", kSequential, Mix::kReads, Detail::kTile);
  stream("random", kRandom, Mix::kReads, Detail::kCycle);
  stream("sequential_2r1w", kSequential, Mix::kTwoReadsOneWrite, Detail::kCycle);
  for (const std::int64_t kib : {64, 256}) {
    for (const bool interleaved : {true, false}) {
      benchmark::RegisterBenchmark(
          (prefix + (interleaved ? "tile_interleaved" : "tile_row_contiguous")).c_str(),
          measure_tile, name, interleaved ? bank_groups_interleaved() : row_contiguous(),
          Detail::kTile)
          ->ArgNames({"KiB", "tiles"})
          ->Args({kib, 2000})
          ->Args({kib, 100});
    }
  }
}

const bool kRegistered = [] {
  for (const char* name : {"ddr4", "ddr5", "gddr6", "hbm2", "hbm3", "hbm4"}) register_all(name);
  return true;
}();

BENCHMARK(hbm3_stack_ms_sequential)->Unit(benchmark::kMillisecond);
BENCHMARK(hbm3_stack_ms_random)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace tessera::dram
