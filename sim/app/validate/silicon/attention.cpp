// Attention of new tokens over all keys seen, new ones included; heads are those of one device.
#include <fmt/format.h>

#include "sim/app/validate/silicon/operators.h"
#include "sim/core/units.h"
#include "workloads/one_operator.h"

namespace tessera::validation {

proto::Graph attention_graph(const Measurement& row) {
  const std::int64_t seq = row.number("seq");
  const std::int64_t keys = row.number("kv_len");
  if (keys < seq) throw NotPredicted("attention with fewer keys than new tokens");
  const std::int64_t kv_heads = row.number("kv_heads");
  if (kv_heads < 1) throw NotPredicted("attention without heads of keys");
  // Heads that do not divide into equal groups take as long as the largest group does.
  const std::int64_t heads = kv_heads * ceil_divide(row.number("heads"), kv_heads);
  proto::Graph graph =
      *one_operator(fmt::format("attention:{},{},{},{},{},{}", row.number("batch"), heads, kv_heads,
                                row.number("head_dim"), seq, keys - seq));
  graph.set_dtype(std::string(name_of(type_of(row.dtype))));
  return graph;
}

}  // namespace tessera::validation
