#include "workloads/lowering/latent_attention.h"

#include <cmath>

namespace tessera {
namespace {

Bytes scaled_bytes(Bytes bytes, std::int64_t to, std::int64_t from) {
  return Bytes(std::llround(static_cast<double>(bytes.count()) * static_cast<double>(to) /
                            static_cast<double>(from)));
}

// Elements that one kernel leaves for the next.
Operand left_between(const Operand& like, std::int64_t rows, std::int64_t width, int tensor) {
  Operand operand = like;
  operand.tensor = tensor;
  operand.role = TensorRole::kActivation;
  operand.bytes = bytes_of(rows * width, like.type);
  operand.rows = rows;
  operand.shared_buffer_hit = 0;
  return operand;
}

FusedOperator product(const FusedOperator& latent, const std::string& name, const GemmShape& shape,
                      const Operand& a, const Operand& b, const Operand& c) {
  FusedOperator product;
  product.op = latent.op;
  product.name = latent.name + "." + name;
  product.kind = OperatorKind::kMatMul;
  product.function = "matmul";
  product.timing = latent.timing;
  product.local_memory = latent.local_memory;
  product.prefetch = latent.prefetch;
  product.matrix_type = latent.matrix_type;
  product.gemm = shape;
  product.reads = {a, b};
  product.writes = {c};
  return product;
}

// The latent vectors of all tokens: where there is a cache, the new ones have been appended to it.
Operand all_latent(const FusedOperator& latent, std::int64_t tokens) {
  const AttentionShape& shape = *latent.attention;
  Operand all = shape.kv > 0 ? latent.reads[2] : latent.reads[1];
  all.rows = tokens;
  all.bytes = bytes_of(tokens * (shape.latent_dim + shape.rope_dim), all.type);
  return all;
}

}  // namespace

bool has_few_queries(const AttentionShape& shape, const AttentionKernels& library) {
  return shape.most_new_tokens() <= library.decode_max_queries && shape.seq < shape.keys();
}

const AttentionKernel& form_for(const AttentionShape& shape, const AttentionKernels& library) {
  const bool few = has_few_queries(shape, library);
  if (shape.latent_dim == 0) return few ? library.decode : library.prefill;
  return few ? library.latent_decode : library.latent_prefill;
}

FusedOperator without_products(const FusedOperator& latent) {
  FusedOperator rest = latent;
  rest.reads.pop_back();
  rest.attention->latent_products = false;
  return rest;
}

FusedOperator append_to_cache(const FusedOperator& attention) {
  FusedOperator copy;
  copy.op = attention.op;
  copy.name = attention.name + ".append";
  copy.kind = OperatorKind::kMove;
  copy.local_memory = attention.local_memory;
  copy.prefetch = attention.prefetch;
  copy.writes.assign(attention.writes.begin() + 1, attention.writes.end());
  for (std::size_t i = 1; i <= copy.writes.size(); ++i) copy.reads.push_back(attention.reads[i]);
  return copy;
}

LatentProducts latent_products(const FusedOperator& latent, bool absorbs, int between) {
  const AttentionShape& s = *latent.attention;
  const Operand& query = latent.reads[0];
  const Operand& out = latent.writes[0];
  Operand weight = latent.reads.back();
  const std::int64_t nope = s.head_dim - s.rope_dim;
  if (!absorbs) {
    const std::int64_t tokens = s.batch * s.keys();
    const GemmShape shape{1, tokens, s.latent_columns(), s.latent_dim, true};
    const Operand made = left_between(latent.reads[1], tokens, s.latent_columns(), between);
    return {{product(latent, "expand", shape, all_latent(latent, tokens), weight, made)}, {}};
  }
  const std::int64_t rows = s.batch * s.seq;
  const Operand in_latent = left_between(query, rows * s.heads, s.latent_dim, between);
  Operand without_rope = query;
  without_rope.bytes = scaled_bytes(query.bytes, nope, s.head_dim);
  const Bytes all = weight.bytes;
  weight.bytes = scaled_bytes(all, nope, nope + s.values());
  const FusedOperator before = product(latent, "absorb", {s.heads, rows, s.latent_dim, nope, false},
                                       without_rope, weight, in_latent);
  weight.bytes = all - weight.bytes;
  const FusedOperator behind = product(
      latent, "release", {s.heads, rows, s.values(), s.latent_dim, false}, in_latent, weight, out);
  return {{before}, {behind}};
}

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

// They come as the latent vectors do, but there are more of them.
FusedOperator expanded(const FusedOperator& latent) {
  FusedOperator fused = latent;
  AttentionShape& shape = *fused.attention;
  shape.latent_dim = shape.rope_dim = 0;
  const std::int64_t tokens = shape.batch * shape.keys() * shape.kv_heads;
  Operand keys = latent.reads[1];
  keys.bytes = bytes_of(tokens * shape.head_dim, keys.type);
  Operand values = keys;
  values.bytes = bytes_of(tokens * shape.values(), keys.type);
  fused.reads = {latent.reads[0], keys, values};
  return fused;
}

}  // namespace tessera
