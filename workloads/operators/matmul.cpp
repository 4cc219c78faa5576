// C[..., m, n] = A[..., m, k] B[..., k, n] + bias.
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

// Rows, columns and leading dimensions of an operand; a vector is one row (of
// A) or one column (of B).
struct Matrix {
  Shape leading;
  std::int64_t rows = 1, columns = 1;
};

Matrix matrix_of(const BoundTensor& tensor, bool transposed, bool vector_is_row) {
  Matrix matrix;
  const std::size_t rank = tensor.shape.size();
  if (rank == 0) return matrix;
  if (rank == 1) {
    (vector_is_row ? matrix.columns : matrix.rows) = tensor.shape[0];
    return matrix;
  }
  matrix.leading.assign(tensor.shape.begin(), tensor.shape.end() - 2);
  matrix.rows = tensor.shape[rank - 2];
  matrix.columns = tensor.shape[rank - 1];
  if (transposed) std::swap(matrix.rows, matrix.columns);
  return matrix;
}

// NumPy's result: an operand that is a vector leaves no dimension behind.
Shape result_shape(const Shape& leading, const BoundTensor& a, const BoundTensor& b, std::int64_t m,
                   std::int64_t n) {
  Shape shape = leading;
  if (a.shape.size() > 1) shape.push_back(m);
  if (b.shape.size() > 1) shape.push_back(n);
  return shape;
}

}  // namespace

OperatorWork matmul_work(const proto::MatMulOp& op, OperatorNode& node) {
  if (!node.has_inputs(2, 3, "A, B and optionally a bias") || !node.has_outputs(1, 1)) return {};
  const BoundTensor& a = node.input(0);
  const BoundTensor& b = node.input(1);
  const Matrix left = matrix_of(a, op.transpose_a(), true);
  const Matrix right = matrix_of(b, op.transpose_b(), false);
  if (left.columns != right.rows) {
    node.mistake("the inner dimension of " + described(a) + " is " + std::to_string(left.columns) +
                 ", must equal that of " + described(b) + ", " + std::to_string(right.rows));
    return {};
  }
  const std::optional<Shape> leading = broadcast(left.leading, right.leading);
  if (!leading) {
    node.mistake("the leading dimensions of " + described(a) + " and " + described(b) +
                 " must be equal or 1");
    return {};
  }
  if (!node.has_shape(node.output(0), result_shape(*leading, a, b, left.rows, right.columns)))
    return {};

  OperatorWork work = node.touching_everything();
  const std::int64_t products = product(*leading, 0, leading->size());
  const bool one_b = product(right.leading, 0, right.leading.size()) == 1;
  // With one B the leading dimensions are only more rows.
  work.gemm = one_b ? GemmShape{1, products * left.rows, right.columns, left.columns, true}
                    : GemmShape{products, left.rows, right.columns, left.columns, false};
  const auto results = static_cast<double>(node.output(0).elements());
  if (node.inputs.size() == 3) {
    const std::optional<Shape> sum = broadcast(node.input(2).shape, node.output(0).shape);
    if (!sum || *sum != node.output(0).shape)
      node.mistake("the bias " + described(node.input(2)) + " must broadcast to " +
                   to_string(node.output(0).shape));
    work.vector.add_mul += results;
  }
  if (a.type != b.type) {
    const BoundTensor& converted = product_type(a.type, b.type) == a.type ? b : a;
    work.vector.convert += static_cast<double>(converted.elements());
  }
  return work;
}

}  // namespace tessera
