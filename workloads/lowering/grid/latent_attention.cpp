// Latent attention as attention over keys and values.
#include <cmath>

#include "workloads/lowering/grid/attention.h"

namespace tessera::grid {
namespace {

Bytes scaled_bytes(Bytes bytes, std::int64_t to, std::int64_t from) {
  return Bytes(std::llround(static_cast<double>(bytes.count()) * static_cast<double>(to) /
                            static_cast<double>(from)));
}

}  // namespace

// Queries enter as wide as the latent keys, results leave as wide as the latent values.
FusedOperator absorbed(const FusedOperator& latent) {
  FusedOperator fused = latent;
  AttentionShape& shape = *fused.attention;
  const AttentionShape& before = *latent.attention;
  shape.kv_heads = 1;
  shape.head_dim = before.latent_dim + before.rope_dim;
  shape.value_dim = before.latent_dim;
  shape.latent_dim = shape.rope_dim = 0;
  shape.values_in_keys = true;
  fused.reads[0].bytes = scaled_bytes(fused.reads[0].bytes, shape.head_dim, before.head_dim);
  fused.writes[0].bytes = scaled_bytes(fused.writes[0].bytes, shape.values(), before.values());
  fused.vector.add_mul += static_cast<double>(shape.batch * shape.seq * shape.heads) *
                          static_cast<double>(shape.values() - before.values());
  return fused;
}

// Keys and values of all tokens, made by a product before: they come as the latent vectors do, but
// there are more of them.
FusedOperator expanded(const FusedOperator& latent) {
  FusedOperator fused = latent;
  AttentionShape& shape = *fused.attention;
  shape.latent_dim = shape.rope_dim = 0;
  const std::int64_t tokens = shape.batch * (shape.kv + shape.seq) * shape.kv_heads;
  Operand keys = latent.reads[1];
  keys.bytes = bytes_of(tokens * shape.head_dim, keys.type);
  Operand values = keys;
  values.bytes = bytes_of(tokens * shape.values(), keys.type);
  fused.reads = {latent.reads[0], keys, values};
  return fused;
}

}  // namespace tessera::grid
