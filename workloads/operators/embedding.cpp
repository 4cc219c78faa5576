// Rows of a table picked by indices; only the rows used are read.
#include <algorithm>

#include "workloads/operators/operators.h"

namespace tessera {

OperatorWork embedding_work(const proto::EmbeddingOp&, OperatorNode& node) {
  if (!node.has_inputs(2, 2, "table and indices") || !node.has_outputs(1, 1)) return {};
  const BoundTensor& table = node.input(0);
  const BoundTensor& indices = node.input(1);
  const BoundTensor& output = node.output(0);
  if (table.shape.empty()) {
    node.mistake("the table " + described(table) + " must have at least 1 dimension");
    return {};
  }
  Shape rows = indices.shape;
  rows.insert(rows.end(), table.shape.begin() + 1, table.shape.end());
  if (!node.has_shape(output, rows)) return {};
  OperatorWork work;
  work.read = indices.bytes() + bytes_of(std::min(output.elements(), table.elements()), table.type);
  work.written = output.bytes();
  if (table.type != output.type) work.vector.convert = static_cast<double>(output.elements());
  return work;
}

}  // namespace tessera
