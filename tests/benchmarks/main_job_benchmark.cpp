// The main job, in one process: CPU seconds and peak memory. The bounds are the issue's;
// CONTRIBUTING says how to run this.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "models/simulate.h"
#include "sim/app/simulate/part.h"
#include "sim/app/simulate/run.h"

namespace tessera {
namespace {

// Of the whole process so far, so run one benchmark at a time to read it: --benchmark_filter.
double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  return static_cast<double>(std::max(usage.ru_maxrss, children.ru_maxrss)) / 1000;
}

// Forked workers count: their time is in RUSAGE_CHILDREN once they have ended.
double cpu_seconds() {
  double sum = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    sum += static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
  }
  return sum;
}

void measure(benchmark::State& state, const proto::Request& request) {
  double latency_us = 0;
  const double start = cpu_seconds();
  for (auto _ : state) latency_us = static_cast<double>(run(request).result.latency_ps()) / 1e6;
  state.counters["cpu_s"] =
      (cpu_seconds() - start) / static_cast<double>(std::max<std::int64_t>(1, state.iterations()));
  state.counters["peak_mb"] = peak_memory_mb();
  state.counters["latency_us"] = latency_us;
}

proto::Request request_for(const char* chip, const char* model, bool elasticities) {
  proto::Request request;
  request.set_chip(chip);
  request.set_model(model);
  request.set_no_elasticities(!elasticities);
  return request;
}

void ResNet50OnNpu(benchmark::State& state) {
  measure(state, request_for("npu-4x128", "resnet-50", false));
}

void Gemm2048OnNpu(benchmark::State& state) {
  measure(state, request_for("npu-4x128", "gemm:2048,2048,2048", false));
}

void LlamaFullOnH100WithElasticities(benchmark::State& state) {
  proto::Request request = request_for("h100-sxm", "llama-3.1-8b", true);
  request.set_phase("full");
  request.set_seq(1024);
  request.set_tokens(128);
  measure(state, request);
}

// A decode step of DeepSeek-V3 on 384 chips, its experts over 128 of them at a time.
proto::Request rack_request() {
  proto::Request request = request_for("ascend-910c", "deepseek-v3", false);
  request.set_phase("decode");
  request.set_kv(4096);
  request.set_batch(384 * 32);
  request.set_data_parallel(384);
  request.set_expert_parallel(128);
  return request;
}

void DeepSeekStepOn384Chips(benchmark::State& state) { measure(state, rack_request()); }

// Every layer and every kernel of it is executed, nothing is taken from before.
void DeepSeekStepOn384ChipsUnfolded(benchmark::State& state) {
  const Inputs inputs = resolve(rack_request());
  const Part part = make_part("decode", inputs, first_batch(inputs.workload), true);
  SimulationOptions options;
  options.fold = false;
  options.remember = false;
  double latency_us = 0;
  const double start = cpu_seconds();
  for (auto _ : state)
    latency_us = to_microseconds(simulate(inputs.chip, part.lowered.program, options).elapsed);
  state.counters["cpu_s"] =
      (cpu_seconds() - start) / static_cast<double>(std::max<std::int64_t>(1, state.iterations()));
  state.counters["peak_mb"] = peak_memory_mb();
  state.counters["latency_us"] = latency_us;
}

// 64 cores on a mesh.
void LlamaStepOnAMeshOf64Cores(benchmark::State& state) {
  proto::Request request = request_for("maia-100", "llama-3.1-8b", false);
  request.set_phase("decode");
  request.set_batch(8);
  measure(state, request);
}

BENCHMARK(DeepSeekStepOn384Chips)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(DeepSeekStepOn384ChipsUnfolded)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(LlamaStepOnAMeshOf64Cores)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(Gemm2048OnNpu)->Unit(benchmark::kMillisecond);
BENCHMARK(ResNet50OnNpu)->Unit(benchmark::kMillisecond);
BENCHMARK(LlamaFullOnH100WithElasticities)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace tessera
