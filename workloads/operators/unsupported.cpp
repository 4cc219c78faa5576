// An operator that nothing here can time. Its bytes are counted, so that a
// report can say how much of the network it is.
#include "workloads/operators/operators.h"

namespace tessera {

OperatorWork unsupported_work(const proto::UnsupportedOp& op, OperatorNode& node) {
  if (op.op_type().empty()) node.mistake("unsupported.op_type is empty, must name the operator");
  return node.touching_everything();
}

}  // namespace tessera
