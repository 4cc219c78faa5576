// One operator at a time, as `validate` predicts rows: what each step of a matrix product takes.
// Bounds: analytic 5 us with its search for tiles and splits, tile detail 1 ms at the median.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "models/simulate.h"
#include "workloads/lowering/lower.h"
#include "workloads/one_operator.h"

namespace tessera {
namespace {

// Shapes of language models: few and many tokens, narrow and wide weights.
std::vector<BoundGraph> products() {
  std::vector<BoundGraph> graphs;
  for (const std::int64_t m : {1, 8, 64, 512, 4096}) {
    for (const auto& [n, k] : {std::pair{4096, 4096}, {1280, 8192}, {28672, 4096}, {128, 2048}}) {
      proto::Graph graph = *one_operator("gemm:" + std::to_string(m) + "," + std::to_string(n) +
                                         "," + std::to_string(k));
      graph.set_dtype("bf16");
      graphs.push_back(tessera::bind(graph, {}, {}));
    }
  }
  return graphs;
}

void LowerGemm(benchmark::State& state) {
  const ChipSpec chip = read_chip({"h100-sxm", {}, {}});
  const std::vector<BoundGraph> graphs = products();
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(lower(graphs[next++ % graphs.size()], chip));
}

void AnalyticGemm(benchmark::State& state) {
  const ChipSpec chip = read_chip({"h100-sxm", {}, {}});
  const std::vector<BoundGraph> graphs = products();
  std::size_t next = 0;
  for (auto _ : state) {
    const Lowered lowered = lower(graphs[next++ % graphs.size()], chip);
    benchmark::DoNotOptimize(execute_closed_form(chip, lowered.program, EngineTimes::kLeftOut));
  }
}

void BindGemm(benchmark::State& state) {
  for (auto _ : state) {
    proto::Graph graph = *one_operator("gemm:512,4096,4096");
    graph.set_dtype("bf16");
    benchmark::DoNotOptimize(tessera::bind(graph, {}, {}));
  }
}

// Each shape once per round; the counter is the median over shapes.
void TileGemm(benchmark::State& state) {
  const ChipSpec chip = read_chip({"h100-sxm", {}, {}});
  const std::vector<BoundGraph> graphs = products();
  SimulationOptions options;
  options.remember = false;
  options.engines = false;
  std::vector<double> microseconds;
  std::size_t next = 0;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    const Lowered lowered = lower(graphs[next++ % graphs.size()], chip);
    benchmark::DoNotOptimize(simulate(chip, lowered.program, options));
    microseconds.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::ranges::sort(microseconds);
  state.counters["median_us"] = microseconds[microseconds.size() / 2];
}

BENCHMARK(BindGemm)->Unit(benchmark::kMicrosecond);
BENCHMARK(LowerGemm)->Unit(benchmark::kMicrosecond);
BENCHMARK(AnalyticGemm)->Unit(benchmark::kMicrosecond);
BENCHMARK(TileGemm)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tessera
