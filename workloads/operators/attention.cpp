// Attention with grouped heads and a KV cache: scores, softmax, weighted values.
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

// Lane operations per score: scale and subtract the maximum in one multiply-add,
// one exponential, one step each of the maximum and of the sum, and the
// conversion of the probability to the type of the second product.
VectorWork softmax_of_scores(const AttentionShape& shape) {
  const double heads = static_cast<double>(shape.batch * shape.heads);
  const double scores = heads * static_cast<double>(shape.pairs());
  const double rows = heads * static_cast<double>(shape.seq);
  VectorWork work;
  work.add_mul = scores + rows * static_cast<double>(shape.head_dim);  // and the final scaling
  work.special = scores + rows;                                        // and one reciprocal a row
  work.reduce = 2 * scores;
  work.convert = scores;
  return work;
}

}  // namespace

OperatorWork attention_work(const proto::AttentionOp& op, OperatorNode& node) {
  if (!node.has_inputs(3, 5, "query, key, value and optionally cached keys and values")) return {};
  if (node.inputs.size() == 4) {
    node.mistake("has cached keys but no cached values");
    return {};
  }
  const bool cached = node.inputs.size() == 5;
  if (!node.has_outputs(cached ? 3 : 1, cached ? 3 : 1)) return {};

  AttentionShape shape;
  shape.heads = node.number(op.heads(), "heads", 1);
  shape.kv_heads = node.number(op.has_kv_heads() ? op.kv_heads() : op.heads(), "kv_heads", 1);
  shape.head_dim = node.number(op.head_dim(), "head_dim", 1);
  shape.seq = node.number(op.seq(), "seq", 1);
  shape.kv = op.has_kv() ? node.number(op.kv(), "kv", 0) : 0;
  shape.causal = op.causal();
  if (!node.mistakes.empty()) return {};
  if (shape.heads % shape.kv_heads != 0)
    node.mistake("heads is " + std::to_string(shape.heads) + ", must be a multiple of kv_heads (" +
                 std::to_string(shape.kv_heads) + ")");
  if (!cached && shape.kv != 0)
    node.mistake("kv is " + std::to_string(shape.kv) + " but there are no cached keys and values");

  const std::int64_t query_width = shape.heads * shape.head_dim;
  const std::int64_t key_width = shape.kv_heads * shape.head_dim;
  if (node.input(0).shape.size() != 3) {
    node.mistake("the query " + described(node.input(0)) +
                 " must have 3 dimensions: batch, seq, heads*head_dim");
    return {};
  }
  shape.batch = node.input(0).shape[0];
  const Shape queries = {shape.batch, shape.seq, query_width};
  const Shape keys = {shape.batch, shape.seq, key_width};
  node.has_shape(node.input(0), queries);
  node.has_shape(node.output(0), queries);
  for (const std::size_t i : {1, 2}) node.has_shape(node.input(i), keys);
  if (cached) {
    for (const std::size_t i : {3, 4})
      node.has_shape(node.input(i), {shape.batch, shape.kv, key_width});
    for (const std::size_t i : {1, 2}) node.has_shape(node.output(i), keys);
  }
  if (!node.mistakes.empty()) return {};

  OperatorWork work = node.touching_everything();
  work.attention = shape;
  work.vector = softmax_of_scores(shape);
  const DataType own = node.input(0).type;
  const DataType cache = cached ? node.input(3).type : node.input(1).type;
  if (own != cache) {  // what was cached is widened, what is appended narrowed
    work.vector.convert +=
        static_cast<double>(2 * shape.batch * (shape.kv + shape.seq) * key_width);
  }
  return work;
}

}  // namespace tessera
