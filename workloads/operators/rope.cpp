// Rotary position embedding of queries and keys; each input is rotated into the
// output of the same place.
#include "workloads/operators/operators.h"

namespace tessera {

OperatorWork rope_work(const proto::RopeOp&, OperatorNode& node) {
  if (!node.has_inputs(1, 2, "queries and keys") || !node.has_outputs(1, 2)) return {};
  if (node.inputs.size() != node.outputs.size()) {
    node.mistake("has " + std::to_string(node.inputs.size()) + " inputs and " +
                 std::to_string(node.outputs.size()) + " outputs, must be as many of each");
    return {};
  }
  OperatorWork work = node.touching_everything();
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    node.has_shape(node.output(i), node.input(i).shape);
    // x cos + y sin: a multiplication and a multiply-add. The table of sines is
    // small and stays on the chip.
    work.vector.add_mul += 2.0 * static_cast<double>(node.input(i).elements());
  }
  return work;
}

}  // namespace tessera
