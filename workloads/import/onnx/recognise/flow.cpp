#include "workloads/import/onnx/recognise/flow.h"

#include <onnx/defs/tensor_proto_util.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/check_nodes.h"
#include "workloads/import/onnx/shape_arithmetic.h"

namespace tessera {
namespace {

double half_to_double(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const double fraction = (bits & 0x3ff) / 1024.0;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

std::optional<double> half_in(const onnx::TensorProto& tensor) {
  std::uint16_t bits = 0;
  if (tensor.raw_data().size() == sizeof bits)
    std::memcpy(&bits, tensor.raw_data().data(), sizeof bits);
  else if (tensor.int32_data_size() == 1)
    bits = static_cast<std::uint16_t>(tensor.int32_data(0));
  else
    return std::nullopt;
  return half_to_double(bits);
}

template <class T>
std::optional<double> first_in(const onnx::TensorProto& tensor) {
  const std::vector<T> values = onnx::ParseData<T>(&tensor);
  if (values.size() != 1) return std::nullopt;
  return static_cast<double>(values[0]);
}

std::optional<double> number_in(const onnx::TensorProto& tensor) {
  for (const std::int64_t dim : tensor.dims())
    if (dim != 1) return std::nullopt;
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL) return std::nullopt;
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      return first_in<float>(tensor);
    case onnx::TensorProto::DOUBLE:
      return first_in<double>(tensor);
    case onnx::TensorProto::INT32:
      return first_in<std::int32_t>(tensor);
    case onnx::TensorProto::INT64:
      return first_in<std::int64_t>(tensor);
    case onnx::TensorProto::FLOAT16:
      return half_in(tensor);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string type_of(const onnx::NodeProto& node) {
  return is_of_onnx(node) ? node.op_type() : std::string();
}

Flow::Flow(const OnnxNetwork& network)
    : network_(network), numbers_(known_numbers(network.graph(), network.shapes.values)) {
  for (const onnx::NodeProto& node : network.graph().node()) {
    for (const std::string& output : node.output())
      if (!output.empty()) writers_[output] = &node;
    if (!network.runs(node)) continue;
    const std::set<std::string> read(node.input().begin(), node.input().end());
    for (const std::string& input : read)
      if (!input.empty()) readers_[input].push_back(&node);
  }
  leaving_.insert(network.flat.outputs.begin(), network.flat.outputs.end());
  for (const LoopBody& section : network.flat.sections)
    for (const auto& [left, entering] : section.carried) leaving_.insert({left, entering});
}

const onnx::NodeProto* Flow::any_writer(const std::string& name) const {
  const auto writer = writers_.find(name);
  return writer == writers_.end() ? nullptr : writer->second;
}

const onnx::NodeProto* Flow::writer(const std::string& name) const {
  return known(name) ? nullptr : any_writer(name);
}

const onnx::NodeProto* Flow::writer(const std::string& name, const std::string& op_type) const {
  const onnx::NodeProto* node = writer(name);
  return node != nullptr && type_of(*node) == op_type ? node : nullptr;
}

const std::vector<const onnx::NodeProto*>& Flow::readers(const std::string& name) const {
  static const std::vector<const onnx::NodeProto*> kNobody;
  const auto readers = readers_.find(name);
  return readers == readers_.end() ? kNobody : readers->second;
}

const onnx::NodeProto* Flow::only_reader(const std::string& name) const {
  const auto& all = readers(name);
  return all.size() == 1 && !leaves(name) ? all[0] : nullptr;
}

bool Flow::is_single(const std::string& name) const {
  const Dims* shape = dims(name);
  return shape != nullptr &&
         std::all_of(shape->begin(), shape->end(), [](const auto& dim) { return dim == "1"; });
}

const onnx::TensorProto* Flow::constant(const std::string& name) const {
  const auto constant = network_.constants.find(name);
  return constant == network_.constants.end() ? nullptr : constant->second;
}

std::optional<double> Flow::number(const std::string& name) const {
  if (!known(name)) return std::nullopt;
  if (const onnx::TensorProto* tensor = constant(name))
    if (const std::optional<double> value = number_in(*tensor)) return value;
  const auto all = numbers(name);
  if (!all || all->size() != 1) return std::nullopt;
  return (*all)[0];
}

std::optional<std::vector<double>> Flow::numbers(const std::string& name) const {
  const auto known = numbers_.find(name);
  if (known == numbers_.end()) return std::nullopt;
  return known->second;
}

const OnnxValue* Flow::value(const std::string& name) const {
  const auto known = network_.shapes.values.find(name);
  return known == network_.shapes.values.end() ? nullptr : &known->second;
}

const Flow::Dims* Flow::dims(const std::string& name) const {
  const OnnxValue* known = value(name);
  return known == nullptr ? nullptr : &known->dims;
}

std::size_t Flow::rank(const std::string& name) const {
  const Dims* known = dims(name);
  return known == nullptr ? 0 : known->size();
}

bool Flow::same_dims(const std::string& a, const std::string& b) const {
  const Dims *first = dims(a), *second = dims(b);
  return first != nullptr && second != nullptr && *first == *second;
}

std::int64_t Flow::opset() const { return opset_of(network_.flat.model); }

int Flow::section(const onnx::NodeProto& node) const {
  const auto known = network_.flat.section_of.find(node.output(0));
  return known == network_.flat.section_of.end() ? -1 : known->second;
}

}  // namespace tessera
