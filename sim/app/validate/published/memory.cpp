// Streams through memory or a shared buffer, and kernels too small to stream.
#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "workloads/graph_builder.h"

namespace tessera::validation::published {
namespace {

using Dims = std::vector<std::int64_t>;

// Arrays of elements of four bytes: what wider ones would move in as many bytes.
constexpr std::int64_t kElementBytes = 4, kColumns = 2048;
constexpr std::int64_t kLongArray = std::int64_t{1} << 29;  // bytes: no cache holds it

Dims dims_of(std::int64_t bytes) {
  const std::int64_t columns = std::min(kColumns, std::max<std::int64_t>(1, bytes / kElementBytes));
  return {std::max<std::int64_t>(1, bytes / kElementBytes / columns), columns};
}

// "triad": a = b + s c; "scale" and copies: a = s b; "read": a sum.
struct Stream {
  std::int64_t reads = 1, writes = 1;
};

Stream stream_of(const Row& row) {
  if (says(row.workload, "triad")) return {2, 1};
  if (says(row.workload, "read")) return {1, 0};
  if (says(row.workload, "scale") || says(row.workload, "copy") || says(row.workload, "streaming"))
    return {1, 1};
  throw NotPredicted("no stream of ours is called " + row.workload);
}

proto::Graph graph_of(const Stream& stream, std::int64_t bytes) {
  GraphBuilder graph("stream");
  graph.graph().set_dtype("fp32");
  const Dims dims = dims_of(bytes);
  graph.tensor("x", dims);
  graph.tensor("y", stream.writes == 0 ? Dims{dims[0], 1} : dims);
  if (stream.writes == 0) {
    graph.node("sum", {"x"}, {"y"}).mutable_reduction()->set_function("sum");
  } else if (stream.reads == 2) {
    graph.tensor("z", dims);
    graph.node("triad", {"x", "z"}, {"y"}).mutable_elementwise()->set_function("add");
  } else {
    graph.node("scale", {"x"}, {"y"}).mutable_elementwise()->set_function("relu");
  }
  return graph.take();
}

double time_of(const Stream& stream, std::int64_t bytes, const RunConditions& how,
               const DeviceChip& device, OperatorDetail detail) {
  return seconds(run_once(graph_of(stream, bytes), how, device, detail).execution.elapsed);
}

constexpr std::int64_t kShortArray = 1 << 16;  // bytes: a launch, and little else

// Bytes per second beside the launch.
double rate_beside_launch(std::int64_t bytes, const DeviceChip& device, OperatorDetail detail) {
  RunConditions how;
  how.conditions.caches = Caches::kWarm;
  const Stream read{1, 0};
  const double longer =
      time_of(read, bytes, how, device, detail) - time_of(read, kShortArray, how, device, detail);
  if (bytes <= kShortArray || longer <= 0)
    throw NotPredicted("a stream so short that a launch is all of it");
  return static_cast<double>(bytes - kShortArray) / longer;
}

double cache_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  if (!device.spec->shared_buffer) throw NotPredicted("the chip has no shared buffer");
  const double capacity = static_cast<double>(device.spec->shared_buffer->capacity.count());
  const auto stated = number_behind(row.workload, R"((\d+) kB)");
  const double bytes = std::min(stated ? 1024 * *stated : capacity / 4, capacity / 2);
  return rate_in(row, rate_beside_launch(static_cast<std::int64_t>(bytes), device, detail),
                 *device.spec);
}

bool is_of_cache(const Row& row) {
  return says(row.metric, "L2") || says(row.metric, "cache") || says(row.workload, "cache");
}

}  // namespace

double memory_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  if (is_of_cache(row)) return cache_value(row, device, detail);
  const Stream stream = stream_of(row);
  const double time = time_of(stream, kLongArray, {}, device, detail);
  const double rate = static_cast<double>((stream.reads + stream.writes) * kLongArray) / time;
  if (is_share(row))
    return share_in(row, rate / static_cast<double>(device.spec->memory.peak_bandwidth.count()));
  return rate_in(row, rate, *device.spec);
}

double launch_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  const auto volume = number_behind(row.workload, R"((\d+) kB)");
  if (!volume) throw NotPredicted("the size of the kernels is not stated");
  RunConditions how;
  how.conditions.caches = Caches::kWarm;
  how.conditions.timing = says(row.workload, "graph") ? Timing::kGraph : Timing::kLoop;
  const auto half = static_cast<std::int64_t>(512 * *volume);  // read, and as much written
  return time_in(row, time_of({1, 1}, half, how, device, detail));
}

}  // namespace tessera::validation::published
