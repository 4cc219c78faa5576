// Attention of new tokens over all keys seen, new ones included; heads are those of one device.
#include <fmt/format.h>

#include "sim/app/validate/silicon/operators.h"
#include "workloads/one_operator.h"

namespace tessera::validation {

proto::Graph attention_graph(const Measurement& row) {
  const std::int64_t seq = row.number("seq");
  const std::int64_t keys = row.number("kv_len");
  if (keys < seq) throw NotPredicted("attention with fewer keys than new tokens");
  proto::Graph graph = *one_operator(fmt::format("attention:{},{},{},{},{},{}", row.number("batch"),
                                                 row.number("heads"), row.number("kv_heads"),
                                                 row.number("head_dim"), seq, keys - seq));
  graph.set_dtype(std::string(name_of(type_of(row.dtype))));
  return graph;
}

}  // namespace tessera::validation
