// A mixture of experts: scores choose `topk` of them for each token, each an activation between two
// matrix products.
#include "workloads/operators/moe_parts.h"
#include "workloads/operators/operators.h"

namespace tessera {

VectorWork scores_work(const MoeShape& shape) {
  const auto scores = static_cast<double>(shape.tokens * shape.all_experts());
  return {.add_mul = 2 * scores, .special = scores, .reduce = 2 * scores};
}

VectorWork activation_work(const MoeShape& shape) {
  const auto elements = static_cast<double>(shape.rows() * shape.inter);
  return {.add_mul = (shape.gated ? 3 : 2) * elements, .special = 2 * elements};
}

VectorWork combine_work(const MoeShape& shape) {
  return {.add_mul = static_cast<double>(shape.rows() * shape.hidden)};
}

namespace {

bool biases_fit(OperatorNode& node, const MoeShape& shape) {
  if (node.inputs.size() == 4) return true;
  if (node.inputs.size() == 5) {
    node.mistake("has a bias of the first products but none of the second");
    return false;
  }
  return node.has_shape(node.input(4), {shape.experts, shape.first_columns()}) &&
         node.has_shape(node.input(5), {shape.experts, shape.hidden});
}

}  // namespace

OperatorWork moe_work(const proto::MoeOp& op, OperatorNode& node) {
  if (!node.has_inputs(4, 6, "tokens, scores, first and second weights of the experts, biases") ||
      !node.has_outputs(1, 1))
    return {};
  const BoundTensor& tokens = node.input(0);
  const Shape& first = node.input(2).shape;
  if (tokens.shape.empty() || first.size() != 3) {
    node.mistake(described(tokens) + " must have a dimension and the first weights " +
                 described(node.input(2)) + " three: experts, columns, hidden");
    return {};
  }
  MoeShape shape;
  shape.gated = op.gated();
  shape.hidden = tokens.shape.back();
  shape.tokens = product(tokens.shape, 0, tokens.shape.size() - 1);
  shape.experts = first[0];
  shape.inter = shape.gated ? first[1] / 2 : first[1];
  shape.topk = node.number(op.topk(), "moe.topk", 1);
  if (op.has_ranks()) shape.ranks = op.ranks();
  if (op.has_sources()) shape.sources = op.sources();
  constexpr std::int64_t kMostRanks = 1 << 20;
  if (shape.ranks < 1 || shape.ranks > kMostRanks || !(shape.sources >= 1) ||
      shape.sources > static_cast<double>(shape.ranks)) {
    node.mistake("moe.ranks is " + std::to_string(shape.ranks) + " and moe.sources is " +
                 std::to_string(shape.sources) + ", must be at least 1, and not more sources");
    return {};
  }
  if (shape.topk > shape.all_experts()) {
    node.mistake("moe.topk is " + std::to_string(shape.topk) + ", must be at most " +
                 std::to_string(shape.all_experts()) + ", the number of experts");
    return {};
  }
  Shape scores = tokens.shape;
  scores.back() = shape.all_experts();
  if (!node.has_shape(node.input(1), scores) ||
      !node.has_shape(node.input(2), {shape.experts, shape.first_columns(), shape.hidden}) ||
      !node.has_shape(node.input(3), {shape.experts, shape.hidden, shape.inter}) ||
      !node.has_shape(node.output(0), tokens.shape))
    return {};
  if (!biases_fit(node, shape)) return {};
  OperatorWork work = node.touching_everything();
  work.moe = shape;
  for (const VectorWork& part : {scores_work(shape), activation_work(shape), combine_work(shape)}) {
    work.vector.add_mul += part.add_mul;
    work.vector.special += part.special;
    work.vector.reduce += part.reduce;
  }
  return work;
}

}  // namespace tessera
