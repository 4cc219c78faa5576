// The command-level DRAM engine: requests per second of streams, random reads and mixes, and the
// time of a tile.
#include <benchmark/benchmark.h>

#include "isa/dram/open_loop.h"
#include "isa/dram/tile_reads.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

void measure(benchmark::State& state, const DramSpec& spec, PatternSpec::Kind kind, Mix mix) {
  OpenLoopSpec run;
  run.pattern.kind = kind;
  run.pattern.mix = mix;
  for (auto _ : state) benchmark::DoNotOptimize(run_open_loop(spec, run));
  const auto requests = static_cast<double>(state.iterations() * (run.warm_up + run.measured));
  state.counters["requests/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
}

void measure_tile(benchmark::State& state, DramSpec spec, const std::vector<AddressField>& map) {
  spec.mapping = map;
  TileReadsSpec tiles;
  tiles.tile_bytes = state.range(0) * 1024;
  for (auto _ : state) benchmark::DoNotOptimize(run_tile_reads(spec, tiles));
  const auto number = static_cast<double>(state.iterations() * tiles.tiles);
  state.counters["s/tile"] =
      benchmark::Counter(number, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

constexpr auto kSequential = PatternSpec::Kind::kSequential;
constexpr auto kRandom = PatternSpec::Kind::kRandom;

BENCHMARK_CAPTURE(measure, ddr4_sequential_reads, ddr4_like(), kSequential, Mix::kReads);
BENCHMARK_CAPTURE(measure, ddr4_random_reads, ddr4_like(), kRandom, Mix::kReads);
BENCHMARK_CAPTURE(measure, ddr4_sequential_2r1w, ddr4_like(), kSequential, Mix::kTwoReadsOneWrite);
BENCHMARK_CAPTURE(measure, ddr4_random_1r1w, ddr4_like(), kRandom, Mix::kOneReadOneWrite);
BENCHMARK_CAPTURE(measure, hbm3_sequential_reads, hbm3_like(), kSequential, Mix::kReads);
BENCHMARK_CAPTURE(measure, hbm3_random_reads, hbm3_like(), kRandom, Mix::kReads);
BENCHMARK_CAPTURE(measure, hbm3_sequential_2r1w, hbm3_like(), kSequential, Mix::kTwoReadsOneWrite);
BENCHMARK_CAPTURE(measure, hbm3_random_1r1w, hbm3_like(), kRandom, Mix::kOneReadOneWrite);

BENCHMARK_CAPTURE(measure_tile, ddr4_interleaved, ddr4_like(), bank_groups_interleaved())
    ->ArgName("KiB")
    ->Arg(64)
    ->Arg(256);
BENCHMARK_CAPTURE(measure_tile, ddr4_row_contiguous, ddr4_like(), row_contiguous())
    ->ArgName("KiB")
    ->Arg(64)
    ->Arg(256);
BENCHMARK_CAPTURE(measure_tile, hbm3_interleaved, hbm3_like(), bank_groups_interleaved())
    ->ArgName("KiB")
    ->Arg(64)
    ->Arg(256);
BENCHMARK_CAPTURE(measure_tile, hbm3_row_contiguous, hbm3_like(), row_contiguous())
    ->ArgName("KiB")
    ->Arg(64)
    ->Arg(256);

}  // namespace
}  // namespace tessera::dram
