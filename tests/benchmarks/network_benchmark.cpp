// The network at both levels of detail: clocks per second flit by flit, and the time of a transfer
// as a fluid.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "isa/noc/open_loop.h"
#include "isa/noc/random.h"
#include "isa/noc/transfers.h"
#include "tests/isa/noc/transfer_cases.h"

namespace tessera::noc {
namespace {

void measure_flits(benchmark::State& state, const Topology& topology, double rate, int flits) {
  OpenLoop load;
  load.rate = rate;
  load.packet_flits = flits;
  load.warm_up = 2'000;
  load.measured = 20'000;
  load.drained = false;
  const Pattern uniform(PatternKind::kUniform, topology);
  Clock clocks = 0;
  for (auto _ : state) clocks += run_open_loop(topology, {}, uniform, load).clocks;
  state.counters["clocks/s"] =
      benchmark::Counter(static_cast<double>(clocks), benchmark::Counter::kIsRate);
}

// 8 x 8 nodes, one flit: idle, at 0.9 of saturation (0.381) and in overload.
void flits_idle(benchmark::State& state) { measure_flits(state, mesh(8, 8), 0.02, 1); }
void flits_at_nine_tenths(benchmark::State& state) { measure_flits(state, mesh(8, 8), 0.343, 1); }
void flits_in_overload(benchmark::State& state) { measure_flits(state, mesh(8, 8), 1, 1); }
void flits_of_a_wide_crossbar(benchmark::State& state) {
  measure_flits(state, crossbar(132), 0.3, 5);
}
BENCHMARK(flits_idle)->Unit(benchmark::kMillisecond);
BENCHMARK(flits_at_nine_tenths)->Unit(benchmark::kMillisecond);
BENCHMARK(flits_in_overload)->Unit(benchmark::kMillisecond);
BENCHMARK(flits_of_a_wide_crossbar)->Unit(benchmark::kMillisecond);

// Two open transfers of 4 KiB (16 packets) a node, to everybody in turn; `think` times as long a
// pause as a transfer takes to send: 6 is 0.7 of saturation, 0 all the network takes.
void fluid_transfers(benchmark::State& state) {
  const Topology grid = mesh(8, 8);
  TransferWorkload work;
  for (int node = 0; node < 64; ++node) {
    Random random(1, static_cast<std::uint64_t>(node));
    std::vector<TransferJob>& jobs = work.jobs.emplace_back();
    for (int i = 0; i < 50; ++i) {
      TransferJob job;
      job.other = (node + 1 + random.below(63)) % 64;
      job.packets = 16;
      job.think = static_cast<double>(state.range(0)) * (0.5 + random.share()) * 16 * 5;
      jobs.push_back(job);
    }
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(run_transfers_as_fluid(grid, {}, kMergeEfficiency, work).last);
  state.counters["s/transfer"] =
      benchmark::Counter(static_cast<double>(state.iterations() * 64 * 50),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
// The 120 cases that fluids are held against flits in, each by itself: microseconds of a transfer.
// Finding the pauses takes half a minute first, which is not counted.
void fluid_of_120_cases(benchmark::State& state) {
  constexpr int kRuns = 20;
  std::vector<double> us;
  for (auto _ : state)
    for (const Topology& topology : transfer_topologies())
      for (const TransferShape& shape : transfer_shapes())
        for (const std::string& pattern : transfer_patterns()) {
          const TransferWorkload work = at_seven_tenths(pattern, topology, shape);
          const auto start = std::chrono::steady_clock::now();
          std::size_t transfers = 0;
          for (int run = 0; run < kRuns; ++run)
            transfers +=
                run_transfers_as_fluid(topology, {}, kMergeEfficiency, work).latencies.size();
          const std::chrono::duration<double, std::micro> took =
              std::chrono::steady_clock::now() - start;
          us.push_back(took.count() / static_cast<double>(transfers));
        }
  std::ranges::sort(us);
  state.counters["median_us"] = us[us.size() / 2];
  state.counters["p90_us"] = us[us.size() * 9 / 10];
  state.counters["max_us"] = us.back();
}
BENCHMARK(fluid_of_120_cases)->Unit(benchmark::kSecond)->Iterations(1);

BENCHMARK(fluid_transfers)->Arg(6)->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tessera::noc
