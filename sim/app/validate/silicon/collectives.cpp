// Collectives, as the tables state their sizes: `bytes` is all parts together, and `layer` says
// whose kernels ran and how the devices are spread over machines.
#include <charconv>

#include "sim/app/validate/silicon/operators.h"
#include "sim/core/units.h"
#include "workloads/graph_builder.h"

namespace tessera::validation {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::string_view kDirectKernels = "custom_allreduce";
constexpr std::string_view kSpread = "devices_per_node=";

std::string layer_of(const Measurement& row) {
  const auto found = row.words.find("layer");
  return found == row.words.end() ? "" : found->second;
}

std::int64_t devices_per_node(const std::string& layer) {
  if (!layer.starts_with(kSpread)) return 0;
  std::int64_t devices = 0;
  std::from_chars(layer.data() + kSpread.size(), layer.data() + layer.size(), devices);
  return devices;
}

}  // namespace

proto::Graph collective_graph(const Measurement& row) {
  const std::int64_t devices = row.number("n_devices");
  const DataType type = type_of(row.dtype);
  const auto width = static_cast<std::int64_t>(bits_of(type) / 8);
  if (devices < 2 || width < 1) throw NotPredicted("collectives of one device");
  // Sizes that do not divide into equal parts are rounded up to ones that do.
  const bool gather = row.op == "all_gather", scatter = row.op == "reduce_scatter";
  const std::int64_t parts = gather || scatter ? devices : 1;
  const std::int64_t part = ceil_divide(row.number("bytes"), parts * width);
  GraphBuilder graph(row.op);
  graph.graph().set_dtype(std::string(name_of(type)));
  graph.tensor("x", Dims{gather ? part : part * parts});
  graph.tensor("y", Dims{scatter ? part : part * parts});
  proto::CollectiveOp& op = *graph.node(row.op, {"x"}, {"y"}).mutable_collective();
  op.set_function(row.op == "alltoall" ? "all_to_all" : row.op == "send_recv" ? "send" : row.op);
  op.set_chips(devices);
  op.set_chips_per_node(devices_per_node(layer_of(row)));
  return graph.take();
}

KernelLibrary collective_library(const Measurement& row, KernelLibrary library) {
  if (layer_of(row) != kDirectKernels) library.collective.direct.largest = Bytes(0);
  return library;
}

}  // namespace tessera::validation
