// C[M,N] = A[M,K] B[K,N]: M tokens, B a weight. A batch of products has its own B each.
#include <fmt/format.h>

#include "sim/app/validate/silicon/operators.h"
#include "workloads/one_operator.h"

namespace tessera::validation {

proto::Graph gemm_graph(const Measurement& row) {
  const std::string sizes =
      fmt::format("{},{},{}", row.number("M"), row.number("N"), row.number("K"));
  const std::int64_t batch = row.number_or("batch", 1);
  proto::Graph graph = *one_operator(batch == 1 ? fmt::format("gemm:{}", sizes)
                                                : fmt::format("gemm:{},{}", batch, sizes));
  const DataType type = type_of(row.dtype);
  graph.set_dtype(std::string(name_of(type)));
  for (proto::GraphBlock& block : *graph.mutable_block())
    for (proto::GraphTensor& tensor : *block.mutable_tensor())
      if (tensor.name() == "c") tensor.set_dtype(std::string(name_of(result_type(type))));
  for (proto::GraphTensor& tensor : *graph.mutable_tensor())
    if (tensor.name() == "c") tensor.set_dtype(std::string(name_of(result_type(type))));
  return graph;
}

}  // namespace tessera::validation
