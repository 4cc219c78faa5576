// What an operator sees of its node: bound tensors, and where to say what does
// not fit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/bound_graph.h"
#include "workloads/dimension.h"

namespace tessera {

using Shape = std::vector<std::int64_t>;
std::string to_string(const Shape& shape);         // "[1, 512, 4096]"
std::string described(const BoundTensor& tensor);  // "hidden [1, 512, 4096]"
std::int64_t product(const Shape& shape, std::size_t begin, std::size_t end);

// The shape of NumPy's broadcasting; empty optional where two dimensions differ
// and neither is 1.
std::optional<Shape> broadcast(const Shape& a, const Shape& b);

// The type a product of `a` and `b` runs at: the wider one, the activation's
// where they are equally wide. The other operand is converted on the way in.
DataType product_type(DataType a, DataType b);

struct OperatorNode {
  std::vector<const BoundTensor*> inputs, outputs;
  const Symbols* symbols = nullptr;
  std::vector<std::string> mistakes;

  const BoundTensor& input(std::size_t i) const { return *inputs[i]; }
  const BoundTensor& output(std::size_t i) const { return *outputs[i]; }

  void mistake(std::string message) { mistakes.push_back(std::move(message)); }
  // Each says the mistake where the answer is false. `what` names the inputs.
  bool has_inputs(std::size_t least, std::size_t most, const std::string& what);
  bool has_outputs(std::size_t least, std::size_t most);
  bool has_shape(const BoundTensor& tensor, const Shape& allowed);
  // An attribute that is an expression; 0 and a mistake where it does not
  // evaluate to at least `least`.
  std::int64_t number(const std::string& expression, const std::string& field, std::int64_t least);

  // All inputs read and all outputs written once.
  OperatorWork touching_everything() const;
};

}  // namespace tessera
