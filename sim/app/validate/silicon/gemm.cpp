// C[M,N] = A[M,K] B[K,N]: M tokens, B a weight. A batch of products has its own B each.
#include <fmt/format.h>

#include "sim/app/validate/silicon/operators.h"
#include "workloads/one_operator.h"

namespace tessera::validation {
namespace {

// Tuners, and loops over a vendor library's call, time the product alone; serving stacks find the
// activation in 16 bits and quantise it first.
bool quantises_activation(const Measurement& row, DataType type) {
  return bits_of(type) < 16 && row.timing == "cuda_graph_or_event_avg";
}

template <class Tensors>
void set_type(Tensors& tensors, std::string_view name, DataType type) {
  for (proto::GraphTensor& tensor : tensors)
    if (tensor.name() == name) tensor.set_dtype(std::string(name_of(type)));
}

void set_type(proto::Graph& graph, std::string_view name, DataType type) {
  set_type(*graph.mutable_tensor(), name, type);
  for (proto::GraphBlock& block : *graph.mutable_block())
    set_type(*block.mutable_tensor(), name, type);
}

}  // namespace

proto::Graph gemm_graph(const Measurement& row) {
  const std::string sizes =
      fmt::format("{},{},{}", row.number("M"), row.number("N"), row.number("K"));
  const std::int64_t batch = row.number_or("batch", 1);
  proto::Graph graph = *one_operator(batch == 1 ? fmt::format("gemm:{}", sizes)
                                                : fmt::format("gemm:{},{}", batch, sizes));
  const DataType type = type_of(row.dtype);
  graph.set_dtype(std::string(name_of(type)));
  set_type(graph, "c", result_type(type));
  if (quantises_activation(row, type)) {
    set_type(graph, "a", DataType::kBf16);
    for (proto::GraphBlock& block : *graph.mutable_block())
      for (proto::Node& node : *block.mutable_node())
        node.mutable_matmul()->set_multiply_as(std::string(name_of(type)));
  }
  return graph;
}

}  // namespace tessera::validation
