// Attention with grouped heads and a KV cache: scores, softmax, weighted values.
#include <optional>

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
  work.add_mul = scores + rows * static_cast<double>(shape.values());  // and the final scaling
  work.special = scores + rows;                                        // and one reciprocal a row
  work.reduce = 2 * scores;
  work.convert = scores;
  return work;
}

using Lengths = google::protobuf::RepeatedPtrField<proto::SequenceLengths>;

constexpr std::int64_t kMostTokens = std::int64_t{1} << 30;  // products of two fit in 64 bits

// Whether the lengths that a packed batch states are those of its tensors.
void take_sequences(const Lengths& lengths, OperatorNode& node, AttentionShape& shape) {
  std::int64_t seq = 0, kv = 0;
  for (const proto::SequenceLengths& alike : lengths) {
    if (alike.count() < 1 || alike.seq() < 1 || alike.kv() < 0 || alike.count() > kMostTokens ||
        alike.seq() > kMostTokens || alike.kv() > kMostTokens)
      return node.mistake(
          "sequences need a count and a seq of 1 to 2^30 and a kv of 0 to 2^30 each");
    seq += alike.count() * alike.seq();
    kv += alike.count() * alike.kv();
    shape.sequences.push_back({alike.count(), alike.seq(), alike.kv()});
  }
  if (shape.sequences.empty()) return;
  if (seq != shape.seq || kv != shape.kv)
    node.mistake("sequences have " + std::to_string(seq) + " new and " + std::to_string(kv) +
                 " cached tokens in all, seq and kv say " + std::to_string(shape.seq) + " and " +
                 std::to_string(shape.kv));
}

void check_window(OperatorNode& node, const AttentionShape& shape) {
  for (const AttentionShape& alike : shape.by_length())
    if (shape.window > 0 && (!shape.causal || alike.kv > shape.window))
      return node.mistake("window is " + std::to_string(shape.window) +
                          ", must be of causal attention and at least kv (" +
                          std::to_string(alike.kv) + ")");
}

// Tokens that are not the queries' (cross-attention), where neither a mask nor a cache to append to
// ties keys to queries.
std::optional<std::int64_t> others_of(const AttentionShape& shape, bool appends,
                                      const BoundTensor& key) {
  if (shape.causal || appends || key.shape.size() != 3 || key.shape[1] == shape.seq)
    return std::nullopt;
  return key.shape[1];
}

}  // namespace

OperatorWork attention_work(const proto::AttentionOp& op, OperatorNode& node) {
  if (!node.has_inputs(3, 5, "query, key, value and optionally cached keys and values")) return {};
  if (node.inputs.size() == 4) {
    node.mistake("has cached keys but no cached values");
    return {};
  }
  const bool cached = node.inputs.size() == 5;
  const bool appends = cached && node.outputs.size() != 1;
  if (!node.has_outputs(appends ? 3 : 1, cached ? 3 : 1)) return {};

  AttentionShape shape;
  shape.heads = node.number(op.heads(), "heads", 1);
  shape.kv_heads = node.number(op.has_kv_heads() ? op.kv_heads() : op.heads(), "kv_heads", 1);
  shape.head_dim = node.number(op.head_dim(), "head_dim", 1);
  shape.seq = node.number(op.seq(), "seq", 1);
  shape.kv = op.has_kv() ? node.number(op.kv(), "kv", 0) : 0;
  shape.causal = op.causal();
  if (op.has_window()) shape.window = node.number(op.window(), "window", 1);
  if (!node.mistakes.empty()) return {};
  take_sequences(op.sequences(), node, shape);
  check_window(node, shape);
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
  if (!shape.sequences.empty() && shape.batch != 1)
    node.mistake("sequences are of a packed batch, whose tensors have batch 1, not " +
                 std::to_string(shape.batch));
  const Shape queries = {shape.batch, shape.seq, query_width};
  shape.others = others_of(shape, appends, node.input(1));
  const Shape keys = {shape.batch, shape.others.value_or(shape.seq), key_width};
  node.has_shape(node.input(0), queries);
  node.has_shape(node.output(0), queries);
  for (const std::size_t i : {1, 2}) node.has_shape(node.input(i), keys);
  if (cached) {
    for (const std::size_t i : {3, 4})
      node.has_shape(node.input(i), {shape.batch, shape.kv, key_width});
  }
  for (std::size_t i = 1; i < node.outputs.size(); ++i) node.has_shape(node.output(i), keys);
  if (node.mistakes.empty() && shape.keys() == 0) node.mistake("has neither cached nor new keys");
  if (!node.mistakes.empty()) return {};

  OperatorWork work = node.touching_everything();
  work.attention = shape;
  work.vector = softmax_of_scores(shape);
  const DataType own = node.input(0).type;
  const DataType cache = cached ? node.input(3).type : node.input(1).type;
  if (own != cache) {  // what was cached is widened, what is appended narrowed
    work.vector.convert += static_cast<double>(2 * shape.batch * shape.keys() * key_width);
  }
  return work;
}

OperatorWork latent_attention_work(const proto::LatentAttentionOp& op, OperatorNode& node) {
  if (!node.has_inputs(2, 4, "query, latent and optionally the cached latent and a weight"))
    return {};
  const bool products = node.inputs.back()->role == TensorRole::kWeight;
  const bool cached = node.inputs.size() == (products ? 4 : 3);
  if (!node.has_outputs(1, cached ? 2 : 1)) return {};

  AttentionShape shape;
  shape.heads = node.number(op.heads(), "heads", 1);
  shape.head_dim = node.number(op.head_dim(), "head_dim", 1);
  shape.value_dim = node.number(op.value_dim(), "value_dim", 1);
  const std::int64_t rope = node.number(op.rope_dim(), "rope_dim", 0);
  shape.latent_dim = node.number(op.latent_dim(), "latent_dim", 1);
  shape.rope_dim = rope;
  shape.seq = node.number(op.seq(), "seq", 1);
  shape.kv = op.has_kv() ? node.number(op.kv(), "kv", 0) : 0;
  shape.kv_heads = shape.heads;
  shape.causal = op.causal();
  if (!node.mistakes.empty()) return {};
  take_sequences(op.sequences(), node, shape);
  if (!cached && shape.kv != 0)
    node.mistake("kv is " + std::to_string(shape.kv) + " but there is no cached latent");
  if (node.input(0).shape.size() != 3) {
    node.mistake("the query " + described(node.input(0)) +
                 " must have 3 dimensions: batch, seq, heads*head_dim");
    return {};
  }
  shape.batch = node.input(0).shape[0];
  if (!shape.sequences.empty() && shape.batch != 1)
    node.mistake("sequences are of a packed batch, whose tensors have batch 1, not " +
                 std::to_string(shape.batch));
  const std::int64_t width = shape.latent_dim + rope;
  node.has_shape(node.input(0), {shape.batch, shape.seq, shape.heads * shape.head_dim});
  node.has_shape(node.input(1), {shape.batch, shape.seq, width});
  if (cached) node.has_shape(node.input(2), {shape.batch, shape.kv, width});
  shape.latent_products = products;
  if (products) node.has_shape(*node.inputs.back(), {shape.latent_dim, shape.latent_columns()});
  node.has_shape(node.output(0), {shape.batch, shape.seq, shape.heads * shape.value_dim});
  if (node.outputs.size() > 1) node.has_shape(node.output(1), {shape.batch, shape.seq, width});
  if (!node.mistakes.empty()) return {};

  OperatorWork work = node.touching_everything();
  work.attention = shape;
  work.vector = softmax_of_scores(shape);
  return work;
}

}  // namespace tessera
