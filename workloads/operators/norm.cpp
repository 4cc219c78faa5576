// Normalisations. Lane operations per element, a multiply-add counting once.
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

struct NormCost {
  double add_mul, reduce;          // per element
  double special_per_element = 0;  // else one square root and reciprocal per group
};

NormCost cost_of(proto::NormOp::Kind kind) {
  switch (kind) {
    // Square, then scale by the reciprocal root and by the weight; one sum.
    case proto::NormOp::RMS:
      return {3, 1};
    // Inference folds mean and variance into one scale and one shift.
    case proto::NormOp::BATCH:
      return {1, 0};
    // Square, slide the sum over the channels (one in, one out), scale; x times
    // a power, which is a logarithm and an exponential.
    case proto::NormOp::LOCAL_RESPONSE:
      return {5, 0, 2};
    // Subtract the mean, square, scale, weight and bias; two sums.
    default:
      return {4, 2};
  }
}

// How many means and variances there are: one per row (per head where the
// weight is as long as a head), or per channel's image.
double groups_of(proto::NormOp::Kind kind, const OperatorNode& node) {
  const Shape& shape = node.input(0).shape;
  if (kind == proto::NormOp::BATCH || kind == proto::NormOp::LOCAL_RESPONSE) return 0;
  if (kind == proto::NormOp::INSTANCE || kind == proto::NormOp::GROUP)
    return static_cast<double>(shape[0] * shape[1]);
  const std::int64_t row = node.inputs.size() > 1 ? node.input(1).elements() : shape.back();
  return static_cast<double>(node.input(0).elements()) / static_cast<double>(row);
}

}  // namespace

OperatorWork norm_work(const proto::NormOp& op, OperatorNode& node) {
  if (!node.has_inputs(1, 5, "the tensor, then scale, bias, mean and variance") ||
      !node.has_outputs(1, 1))
    return {};
  const BoundTensor& input = node.input(0);
  if (!node.has_shape(node.output(0), input.shape)) return {};
  const bool by_channel = op.kind() == proto::NormOp::BATCH ||
                          op.kind() == proto::NormOp::INSTANCE || op.kind() == proto::NormOp::GROUP;
  if (input.shape.size() < (by_channel ? 2u : 1u)) {
    node.mistake(described(input) + " must have at least " + (by_channel ? "2" : "1") +
                 " dimensions");
    return {};
  }
  const std::int64_t width = by_channel ? input.shape[1] : input.shape.back();
  const bool any_axes = op.kind() == proto::NormOp::LAYER;  // the last dimensions, or one of them
  for (std::size_t i = 1; i < node.inputs.size(); ++i) {
    const BoundTensor& parameter = node.input(i);
    const std::int64_t whole = any_axes ? input.elements() : width;
    if (whole % parameter.elements() != 0)
      node.mistake(described(parameter) + " must have " + std::to_string(width) +
                   " elements, the " + (by_channel ? "channels" : "last dimension") + " of " +
                   described(input));
  }
  OperatorWork work = node.touching_everything();
  const NormCost cost = cost_of(op.kind());
  const auto elements = static_cast<double>(input.elements());
  work.vector.add_mul = cost.add_mul * elements;
  work.vector.reduce = cost.reduce * elements;
  work.vector.special = cost.special_per_element * elements + 2.0 * groups_of(op.kind(), node);
  return work;
}

}  // namespace tessera
