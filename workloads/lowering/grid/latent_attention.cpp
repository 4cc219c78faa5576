// Latent attention as attention over keys and values.
#include <cmath>

#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/gemm.h"

namespace tessera::grid {
namespace {

Bytes scaled_bytes(Bytes bytes, std::int64_t to, std::int64_t from) {
  return Bytes(std::llround(static_cast<double>(bytes.count()) * static_cast<double>(to) /
                            static_cast<double>(from)));
}

// Elements that one kernel leaves for the next.
Operand between(const Operand& like, std::int64_t rows, std::int64_t width) {
  Operand operand = like;
  operand.tensor = kPartialResults;
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
  product.matrix_type = latent.matrix_type;
  product.gemm = shape;
  product.reads = {a, b};
  product.writes = {c};
  return product;
}

}  // namespace

FusedOperator without_products(const FusedOperator& latent) {
  FusedOperator rest = latent;
  rest.reads.pop_back();
  rest.attention->latent_products = false;
  return rest;
}

LatentProducts latent_products(const FusedOperator& latent, bool absorbs, const ChipSpec& chip,
                               const KernelLibrary& library) {
  const AttentionShape& s = *latent.attention;
  const Operand& query = latent.reads[0];
  const Operand& out = latent.writes[0];
  Operand weight = latent.reads.back();
  const std::int64_t nope = s.head_dim - s.rope_dim;
  if (!absorbs) {
    const std::int64_t tokens = s.batch * (s.kv + s.seq);
    const GemmShape shape{1, tokens, s.latent_columns(), s.latent_dim, true};
    return {gemm_kernels(product(latent, "expand", shape, latent.reads[1], weight,
                                 between(latent.reads[1], tokens, s.latent_columns())),
                         chip, library),
            {}};
  }
  const std::int64_t rows = s.batch * s.seq;
  const Operand in_latent = between(query, rows * s.heads, s.latent_dim);
  const Bytes all = weight.bytes;
  weight.bytes = scaled_bytes(all, nope, nope + s.values());
  LatentProducts kernels;
  kernels.before =
      gemm_kernels(product(latent, "absorb", {s.heads, rows, s.latent_dim, nope, false}, query,
                           weight, in_latent),
                   chip, library);
  weight.bytes = all - weight.bytes;
  kernels.behind =
      gemm_kernels(product(latent, "release", {s.heads, rows, s.values(), s.latent_dim, false},
                           in_latent, weight, out),
                   chip, library);
  return kernels;
}

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
