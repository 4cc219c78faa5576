#include "workloads/operators/operator_node.h"

#include <algorithm>
#include <set>

namespace tessera {
namespace {

Bytes bytes_of_each_once(const std::vector<const BoundTensor*>& tensors) {
  Bytes sum;
  std::set<std::string> counted;  // x * x reads x once
  for (const BoundTensor* tensor : tensors)
    if (counted.insert(tensor->name).second) sum += tensor->bytes();
  return sum;
}

std::string allowed_count(std::size_t least, std::size_t most) {
  if (least == most) return std::to_string(least);
  if (most == SIZE_MAX) return "at least " + std::to_string(least);
  return std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

std::string described(const BoundTensor& tensor) {
  return tensor.name + " " + to_string(tensor.shape);
}

std::int64_t product(const Shape& shape, std::size_t begin, std::size_t end) {
  std::int64_t value = 1;
  for (std::size_t i = begin; i < end; ++i) value *= shape[i];
  return value;
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  Shape result(rank);
  for (std::size_t i = 0; i < rank; ++i) {  // from the last dimension
    const std::int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) return std::nullopt;
    result[rank - 1 - i] = x == 1 ? y : x;
  }
  return result;
}

DataType product_type(DataType a, DataType b) { return bits_of(b) > bits_of(a) ? b : a; }

bool OperatorNode::has_inputs(std::size_t least, std::size_t most, const std::string& what) {
  if (inputs.size() >= least && inputs.size() <= most) return true;
  mistake("has " + std::to_string(inputs.size()) + " inputs, must be " +
          allowed_count(least, most) + ": " + what);
  return false;
}

bool OperatorNode::has_outputs(std::size_t least, std::size_t most) {
  if (outputs.size() >= least && outputs.size() <= most) return true;
  mistake("has " + std::to_string(outputs.size()) + " outputs, must be " +
          allowed_count(least, most));
  return false;
}

bool OperatorNode::has_shape(const BoundTensor& tensor, const Shape& allowed) {
  if (tensor.shape == allowed) return true;
  mistake(tensor.name + " is " + to_string(tensor.shape) + ", must be " + to_string(allowed));
  return false;
}

std::int64_t OperatorNode::number(const std::string& expression, const std::string& field,
                                  std::int64_t least) {
  try {
    const std::int64_t value = evaluate(expression, *symbols);
    if (value >= least) return value;
    mistake(field + " is " + std::to_string(value) + ", must be at least " + std::to_string(least));
  } catch (const DimensionError& error) {
    mistake(field + ": " + error.what());
  }
  return 0;
}

OperatorWork OperatorNode::touching_everything() const {
  OperatorWork work;
  work.read = bytes_of_each_once(inputs);
  work.written = bytes_of_each_once(outputs);
  return work;
}

}  // namespace tessera
