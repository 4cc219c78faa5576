#include "workloads/import/onnx/shape_arithmetic.h"

#include <onnx/defs/tensor_proto_util.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

constexpr std::size_t kMostElements = 1024;  // longer lists are data, not shapes
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// A scalar, a list, or a matrix row by row; a size that is not known is kUnknown. Whole numbers are
// exact in a double up to 2^53.
struct Numbers {
  std::vector<double> values;
  bool scalar = false;
  int type = onnx::TensorProto::INT64;
  std::size_t columns = 0;  // of a matrix
};
using Constants = std::map<std::string, Numbers>;

std::optional<Numbers> numbers_in(const onnx::TensorProto& tensor) {
  if (tensor.dims_size() > 1 || tensor.data_location() == onnx::TensorProto::EXTERNAL)
    return std::nullopt;
  if (tensor.dims_size() == 1 && (tensor.dims(0) < 0 || tensor.dims(0) > 1024)) return std::nullopt;
  Numbers numbers;
  numbers.scalar = tensor.dims_size() == 0;
  numbers.type = tensor.data_type();
  const auto take = [&](const auto& values) {
    numbers.values.assign(values.begin(), values.end());
  };
  switch (tensor.data_type()) {
    case onnx::TensorProto::INT64:
      take(onnx::ParseData<std::int64_t>(&tensor));
      break;
    case onnx::TensorProto::INT32:
      take(onnx::ParseData<std::int32_t>(&tensor));
      break;
    case onnx::TensorProto::FLOAT:
      take(onnx::ParseData<float>(&tensor));
      break;
    case onnx::TensorProto::BOOL:
      if (tensor.has_raw_data())
        take(tensor.raw_data());
      else
        take(tensor.int32_data());
      break;
    default:
      return std::nullopt;
  }
  const std::size_t stated = numbers.scalar ? 1 : static_cast<std::size_t>(tensor.dims(0));
  if (numbers.values.size() != stated) return std::nullopt;
  return numbers;
}

std::optional<Numbers> constant(const onnx::NodeProto& node) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == "value") return numbers_in(attribute.t());
    if (attribute.name() == "value_int")
      return Numbers{{static_cast<double>(attribute.i())}, true, onnx::TensorProto::INT64};
    if (attribute.name() == "value_ints")
      return Numbers{
          {attribute.ints().begin(), attribute.ints().end()}, false, onnx::TensorProto::INT64};
    if (attribute.name() == "value_float")
      return Numbers{{attribute.f()}, true, onnx::TensorProto::FLOAT};
  }
  return std::nullopt;
}

// An index counted from the end where negative, inside [0, size].
std::size_t clamped(double index, std::size_t size) {
  const double from_front = index < 0 ? index + static_cast<double>(size) : index;
  return static_cast<std::size_t>(std::clamp(from_front, 0.0, static_cast<double>(size)));
}

Numbers shape_of(const onnx::NodeProto& node, const OnnxValue& value) {
  Numbers shape;
  for (const std::string& dim : value.dims)
    shape.values.push_back(dim.find_first_not_of("0123456789") == std::string::npos ? std::stod(dim)
                                                                                    : kUnknown);
  const std::size_t size = shape.values.size();
  const std::size_t begin = clamped(static_cast<double>(integer(node, "start", 0)), size);
  const std::size_t end =
      clamped(static_cast<double>(integer(node, "end", static_cast<std::int64_t>(size))), size);
  shape.values = begin < end ? std::vector<double>(shape.values.begin() + std::ptrdiff_t(begin),
                                                   shape.values.begin() + std::ptrdiff_t(end))
                             : std::vector<double>();
  return shape;
}

Numbers elements_in(const OnnxValue& value) {
  double elements = 1;
  for (const std::string& dim : value.dims)
    elements *=
        dim.find_first_not_of("0123456789") == std::string::npos ? std::stod(dim) : kUnknown;
  return {{elements}, true, onnx::TensorProto::INT64};
}

std::optional<Numbers> gathered(const Numbers& data, const Numbers& indices) {
  Numbers result{{}, indices.scalar, data.type};
  for (const double index : indices.values) {
    const double at = index < 0 ? index + static_cast<double>(data.values.size()) : index;
    if (!(at >= 0) || at >= static_cast<double>(data.values.size())) return std::nullopt;
    result.values.push_back(data.values[static_cast<std::size_t>(at)]);
  }
  return result;
}

// Rows, or the elements of a list, from the last to the first.
Numbers reversed(const Numbers& data) {
  Numbers result = data;
  const std::size_t width = std::max<std::size_t>(1, data.columns);
  for (std::size_t i = 0; i < data.values.size(); ++i)
    result.values[data.values.size() - (i / width + 1) * width + i % width] = data.values[i];
  return result;
}

bool reverses(const std::vector<double>& starts, const std::vector<double>& ends,
              const std::vector<double>& steps) {
  return starts == std::vector<double>{-1} && steps == std::vector<double>{-1} &&
         ends.size() == 1 && ends[0] < -static_cast<double>(kMostElements);
}

std::optional<Numbers> sliced(const onnx::NodeProto& node, const std::vector<Numbers>& inputs) {
  std::vector<double> starts, ends, steps;
  if (inputs.size() >= 3) {
    starts = inputs[1].values;
    ends = inputs[2].values;
    if (inputs.size() >= 5) steps = inputs[4].values;
  } else {  // before opset 10
    for (const std::int64_t start : integers(node, "starts")) starts.push_back(double(start));
    for (const std::int64_t end : integers(node, "ends")) ends.push_back(double(end));
  }
  if (starts.size() != 1 || ends.size() != 1 || inputs[0].scalar) return std::nullopt;
  if (reverses(starts, ends, steps) && (inputs.size() < 4 || inputs[3].values[0] == 0))
    return reversed(inputs[0]);
  if (inputs[0].columns > 0 || (!steps.empty() && steps != std::vector<double>{1}))
    return std::nullopt;
  if (std::isnan(starts[0]) || std::isnan(ends[0])) return std::nullopt;
  const std::vector<double>& data = inputs[0].values;
  Numbers result{{}, false, inputs[0].type};
  for (std::size_t i = clamped(starts[0], data.size()); i < clamped(ends[0], data.size()); ++i)
    result.values.push_back(data[i]);
  return result;
}

Numbers joined(const std::vector<Numbers>& inputs) {
  Numbers result{{}, false, inputs[0].type};
  for (const Numbers& input : inputs)
    result.values.insert(result.values.end(), input.values.begin(), input.values.end());
  return result;
}

std::optional<double> applied(const std::string& op, double a, double b, bool whole) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return a * b;
  if (op == "Max") return std::max(a, b);
  if (op == "Min") return std::min(a, b);
  if (op == "Equal") return a == b;
  if (op == "Greater") return a > b;
  if (op == "Less") return a < b;
  if (op == "Div" && b != 0) return whole ? std::trunc(a / b) : a / b;
  return std::nullopt;
}

std::optional<Numbers> combined(const std::string& op, const Numbers& a, const Numbers& b) {
  const std::size_t size = std::max(a.values.size(), b.values.size());
  if (a.values.empty() || b.values.empty()) return std::nullopt;
  if ((a.values.size() != size && a.values.size() != 1) ||
      (b.values.size() != size && b.values.size() != 1))
    return std::nullopt;
  const bool compares = op == "Equal" || op == "Greater" || op == "Less";
  Numbers result{{}, a.scalar && b.scalar, compares ? onnx::TensorProto::BOOL : a.type};
  const bool whole = a.type != onnx::TensorProto::FLOAT;
  for (std::size_t i = 0; i < size; ++i) {
    const double x = a.values[a.values.size() == 1 ? 0 : i];
    const double y = b.values[b.values.size() == 1 ? 0 : i];
    const std::optional<double> value =
        std::isnan(x) || std::isnan(y) ? kUnknown : applied(op, x, y, whole);
    if (!value) return std::nullopt;
    result.values.push_back(*value);
  }
  return result;
}

std::optional<Numbers> cast(const onnx::NodeProto& node, Numbers data) {
  data.type = static_cast<int>(integer(node, "to", 0));
  if (data.type == onnx::TensorProto::FLOAT) return data;
  if (data.type == onnx::TensorProto::BOOL) {
    for (double& value : data.values) value = std::isnan(value) ? value : value != 0;
    return data;
  }
  if (data.type != onnx::TensorProto::INT64 && data.type != onnx::TensorProto::INT32)
    return std::nullopt;
  for (double& value : data.values) value = std::trunc(value);
  return data;
}

std::optional<Numbers> transposed(const Numbers& data) {
  if (data.columns == 0 || data.values.size() % data.columns != 0) return std::nullopt;
  const std::size_t rows = data.values.size() / data.columns;
  Numbers result = data;
  result.columns = rows;
  for (std::size_t i = 0; i < data.values.size(); ++i)
    result.values[i % data.columns * rows + i / data.columns] = data.values[i];
  return result;
}

// To a matrix whose number of columns is stated, or back to a list.
std::optional<Numbers> reshaped_to(const Numbers& shape, Numbers data) {
  if (shape.values.size() == 1) {
    data.columns = 0;
    data.scalar = false;
    return data;
  }
  if (shape.values.size() != 2 || shape.values[1] < 1 ||
      data.values.size() % static_cast<std::size_t>(shape.values[1]) != 0)
    return std::nullopt;
  data.columns = static_cast<std::size_t>(shape.values[1]);
  return data;
}

// A change of rank between scalar and list.
std::optional<Numbers> reshaped(const onnx::NodeProto& node, Numbers data,
                                const std::map<std::string, OnnxValue>& values) {
  if (node.op_type() == "Unsqueeze" && data.scalar) {
    data.scalar = false;
    return data;
  }
  const auto shape = values.find(node.output(0));
  if (shape == values.end() || shape->second.dims.size() > 1) return std::nullopt;
  data.scalar = shape->second.dims.empty();
  return data;
}

std::optional<Numbers> filled(const onnx::NodeProto& node, const Numbers& shape) {
  if (shape.values.size() != 1 || !(shape.values[0] >= 0) || shape.values[0] > kMostElements)
    return std::nullopt;
  Numbers fill{{0}, true, onnx::TensorProto::FLOAT};
  if (const onnx::AttributeProto* value = find_attribute(node, "value")) {
    const std::optional<Numbers> stated = numbers_in(value->t());
    if (!stated || stated->values.size() != 1) return std::nullopt;
    fill = *stated;
  }
  return Numbers{std::vector<double>(static_cast<std::size_t>(shape.values[0]), fill.values[0]),
                 false, fill.type};
}

std::optional<Numbers> result_of(const onnx::NodeProto& node, const Constants& constants,
                                 const std::map<std::string, OnnxValue>& values) {
  const std::string& op = node.op_type();
  if (op == "Constant") return constant(node);
  if (node.input().empty()) return std::nullopt;
  if (op == "Shape") {
    const auto value = values.find(node.input(0));
    if (value == values.end()) return std::nullopt;
    return shape_of(node, value->second);
  }
  if (op == "Size") {
    const auto value = values.find(node.input(0));
    if (value == values.end()) return std::nullopt;
    return elements_in(value->second);
  }
  std::vector<Numbers> inputs;
  for (const std::string& input : node.input()) {
    const auto known = constants.find(input);
    if (known == constants.end()) return std::nullopt;
    inputs.push_back(known->second);
  }
  if (op == "Identity") return inputs[0];
  if (op == "Transpose") return transposed(inputs[0]);
  if (op == "Reshape" && inputs.size() == 2 && inputs[1].columns == 0 && !inputs[0].scalar &&
      !std::isnan(inputs[1].values.empty() ? kUnknown : inputs[1].values.back()))
    if (auto matrix = reshaped_to(inputs[1], inputs[0])) return matrix;
  const bool matrices = std::ranges::any_of(inputs, [](const auto& in) { return in.columns > 0; });
  if (matrices && op != "Slice" && op != "Cast") return std::nullopt;
  if (op == "Not") {
    for (double& value : inputs[0].values) value = value == 0 ? 1 : 0;
    return inputs[0];
  }
  if (op == "Cast") return cast(node, inputs[0]);
  if (op == "Gather" && inputs.size() == 2 && !inputs[0].scalar)
    return gathered(inputs[0], inputs[1]);
  if (op == "Slice") return sliced(node, inputs);
  if (op == "Concat") return joined(inputs);
  if (op == "Squeeze" || op == "Unsqueeze" || op == "Reshape")
    return reshaped(node, inputs[0], values);
  if (op == "ConstantOfShape") return filled(node, inputs[0]);
  if (op == "Floor" || op == "Ceil") {
    for (double& value : inputs[0].values)
      value = op == "Floor" ? std::floor(value) : std::ceil(value);
    return inputs[0];
  }
  if (inputs.size() == 2) return combined(op, inputs[0], inputs[1]);
  return std::nullopt;
}

onnx::TensorProto tensor_of(const std::string& name, const Numbers& numbers) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(numbers.type);
  const std::size_t columns = std::max<std::size_t>(1, numbers.columns);
  if (!numbers.scalar) tensor.add_dims(static_cast<std::int64_t>(numbers.values.size() / columns));
  if (numbers.columns > 0) tensor.add_dims(static_cast<std::int64_t>(columns));
  for (const double value : numbers.values) {
    if (numbers.type == onnx::TensorProto::FLOAT)
      tensor.add_float_data(static_cast<float>(value));
    else if (numbers.type == onnx::TensorProto::INT32 || numbers.type == onnx::TensorProto::BOOL)
      tensor.add_int32_data(static_cast<std::int32_t>(value));
    else
      tensor.add_int64_data(static_cast<std::int64_t>(value));
  }
  return tensor;
}

// Known throughout, and whole numbers that their type can hold.
bool is_complete(const Numbers& numbers) {
  const double largest = numbers.type == onnx::TensorProto::INT32 ? 2147483647.0 : 9e15;
  return numbers.values.size() <= kMostElements &&
         std::all_of(numbers.values.begin(), numbers.values.end(),
                     [&](double value) { return std::abs(value) <= largest; });
}

Constants constants_in(const onnx::GraphProto& graph) {
  Constants constants;
  for (const onnx::TensorProto& tensor : graph.initializer())
    if (const std::optional<Numbers> numbers = numbers_in(tensor))
      constants[tensor.name()] = *numbers;
  return constants;
}

}  // namespace

std::map<std::string, std::vector<double>> known_numbers(
    const onnx::GraphProto& graph, const std::map<std::string, OnnxValue>& values) {
  Constants constants = constants_in(graph);
  for (const onnx::NodeProto& node : graph.node())
    if (is_standard(node) && node.output_size() == 1)
      if (const std::optional<Numbers> result = result_of(node, constants, values))
        constants[node.output(0)] = *result;
  std::map<std::string, std::vector<double>> known;
  for (const auto& [name, numbers] : constants)
    if (is_complete(numbers) && numbers.columns == 0) known[name] = numbers.values;
  return known;
}

std::size_t fold_shape_arithmetic(onnx::GraphProto& graph,
                                  const std::map<std::string, OnnxValue>& values) {
  Constants constants = constants_in(graph);
  std::set<int> folded;
  for (int i = 0; i < graph.node_size(); ++i) {
    const onnx::NodeProto& node = graph.node(i);
    if (!is_standard(node) || node.output_size() != 1) continue;
    const std::optional<Numbers> result = result_of(node, constants, values);
    if (!result) continue;
    constants[node.output(0)] = *result;
    if (!is_complete(*result)) continue;
    *graph.add_initializer() = tensor_of(node.output(0), *result);
    folded.insert(i);
  }
  for (auto i = folded.rbegin(); i != folded.rend(); ++i)
    graph.mutable_node()->DeleteSubrange(*i, 1);
  return folded.size();
}

}  // namespace tessera
