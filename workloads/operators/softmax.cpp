// Softmax over the last dimension (or any one: the work is the same).
#include "workloads/operators/operators.h"

namespace tessera {

OperatorWork softmax_work(const proto::SoftmaxOp&, OperatorNode& node) {
  if (!node.has_inputs(1, 1, "the tensor") || !node.has_outputs(1, 1)) return {};
  const BoundTensor& input = node.input(0);
  if (!node.has_shape(node.output(0), input.shape)) return {};
  OperatorWork work = node.touching_everything();
  const auto elements = static_cast<double>(input.elements());
  work.vector.add_mul = 2 * elements;  // subtract the maximum; scale by the reciprocal of the sum
  work.vector.special = elements;      // one exponential
  work.vector.reduce = 2 * elements;   // maximum and sum
  if (!input.shape.empty() && input.shape.back() > 0)
    work.vector.special += elements / static_cast<double>(input.shape.back());  // one reciprocal
  return work;
}

}  // namespace tessera
