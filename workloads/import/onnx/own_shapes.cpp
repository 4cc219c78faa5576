#include "workloads/import/onnx/own_shapes.h"

#include <algorithm>
#include <set>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/einsum_equation.h"

namespace tessera {
namespace {

using Dims = std::vector<std::string>;
using Values = std::map<std::string, OnnxValue>;

const std::set<std::string>& same_shape_operators() {
  static const std::set<std::string> kOperators = {"BiasGelu",
                                                   "FastGelu",
                                                   "Gelu",
                                                   "GroupNormalization",
                                                   "IsInf",
                                                   "LayerNormalization",
                                                   "Mish",
                                                   "QuickGelu",
                                                   "RMSNormalization",
                                                   "SimplifiedLayerNormalization",
                                                   "Swish",
                                                   "Identity",
                                                   "Cast",
                                                   "Cos",
                                                   "Sin",
                                                   "Relu",
                                                   "Softmax",
                                                   "Sqrt",
                                                   "Erf",
                                                   "Tanh",
                                                   "Sigmoid",
                                                   "Dropout",
                                                   "Exp",
                                                   "Neg",
                                                   "Clip",
                                                   "BatchNormalization"};
  return kOperators;
}

const std::set<std::string>& broadcasting_operators() {
  static const std::set<std::string> kOperators = {"Add", "Sub", "Mul", "Div",  "Pow",
                                                   "Max", "Min", "Sum", "Where"};
  return kOperators;
}

// Symbols are equal to themselves and broadcast against 1 only.
std::optional<Dims> broadcast_dims(const Dims& a, const Dims& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  Dims result(rank);
  for (std::size_t i = 0; i < rank; ++i) {
    const std::string x = i < a.size() ? a[a.size() - 1 - i] : "1";
    const std::string y = i < b.size() ? b[b.size() - 1 - i] : "1";
    if (x != y && x != "1" && y != "1") return std::nullopt;
    result[rank - 1 - i] = x == "1" ? y : x;
  }
  return result;
}

std::optional<Dims> product_dims(const Dims& a, const Dims& b) {
  if (a.size() < 2 || b.size() < 2) return std::nullopt;
  std::optional<Dims> dims = broadcast_dims({a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  if (!dims) return std::nullopt;
  dims->push_back(a[a.size() - 2]);
  dims->push_back(b.back());
  return dims;
}

// What the importer puts in that keeps the shape of its first input.
bool keeps_shape(const onnx::NodeProto& node) {
  static const std::set<std::string> kOperators = {
      "Attention", "Gelu", "GeluTanh", "LayerNormalization", "RMSNormalization", "Rope"};
  return kOperators.contains(node.op_type());
}

// What loops and sequences are written out with.
std::optional<Dims> own_dims(const onnx::NodeProto& node, const Dims& input) {
  Dims dims = input;
  const std::vector<std::int64_t> put_in = integers(node, "dims");
  const auto rank = static_cast<std::int64_t>(dims.size()) + (node.op_type() == "Stack" ? 1 : 0);
  std::int64_t axis = integer(node, "axis", 0);
  if (axis < 0) axis += rank;
  const std::int64_t taken = node.op_type() == "Step" ? integer(node, "dims", 1) : 1;
  if (axis < 0 || axis + taken > rank) return std::nullopt;
  const auto at = dims.begin() + axis;
  if (node.op_type() == "Stack")
    for (std::size_t i = 0; i < put_in.size(); ++i)
      dims.insert(dims.begin() + axis + static_cast<std::ptrdiff_t>(i), std::to_string(put_in[i]));
  else if (node.op_type() == "Step")
    dims.erase(at, at + taken);
  else
    *at = std::to_string(integer(node, "size", 1));
  return dims;
}

// libonnx knows the rank only.
std::optional<Dims> einsum_dims(const onnx::NodeProto& node, const std::vector<Dims>& inputs) {
  std::vector<std::size_t> ranks;
  for (const Dims& dims : inputs) ranks.push_back(dims.size());
  const std::optional<EinsumEquation> equation = read_einsum(text(node, "equation"), ranks);
  if (!equation) return std::nullopt;
  std::map<char, std::string> sizes;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t axis = 0; axis < inputs[i].size(); ++axis) {
      std::string& size = sizes[equation->operands[i][axis]];
      if (size.empty() || size == "1") size = inputs[i][axis];
    }
  Dims dims;
  for (const char label : equation->result) dims.push_back(sizes.at(label));
  return dims;
}

// Of ONNX Runtime's operators, whose later inputs may be absent.
std::optional<Dims> contrib_dims(const onnx::NodeProto& node, const Values& values) {
  static const std::set<std::string> kSame = {"Attention",
                                              "FastGelu",
                                              "MultiHeadAttention",
                                              "QLinearAdd",
                                              "QuickGelu",
                                              "RotaryEmbedding",
                                              "SkipLayerNormalization",
                                              "SkipSimplifiedLayerNormalization",
                                              "QLinearSigmoid",
                                              "QLinearSoftmax",
                                              "QLinearLeakyRelu"};
  const auto first = values.find(node.input(0));
  if (first == values.end() || first->second.dims.empty()) return std::nullopt;
  Dims dims = first->second.dims;
  if (kSame.contains(node.op_type())) return dims;
  if (node.op_type() == "MatMulNBits") {
    dims.back() = std::to_string(integer(node, "N", 1));
    return dims;
  }
  if (node.op_type() != "GroupQueryAttention" || node.input_size() < 2) return std::nullopt;
  if (!node.input(1).empty()) return dims;
  const std::int64_t heads = integer(node, "num_heads", 1), kv = integer(node, "kv_num_heads", 1);
  if (dims.back().find_first_not_of("0123456789") != std::string::npos || heads < 1 || kv < 1)
    return std::nullopt;
  dims.back() = std::to_string(std::stoll(dims.back()) / (heads + 2 * kv) * heads);
  return dims;
}

std::optional<Dims> output_dims(const onnx::NodeProto& node, const Values& values) {
  if (!node.input().empty() &&
      (node.domain() == "com.microsoft" || node.op_type() == "Attention") &&
      node.domain() != kOwnDomain)
    if (std::optional<Dims> dims = contrib_dims(node, values)) return dims;
  std::vector<Dims> inputs;
  for (const std::string& input : node.input()) {
    const auto value = values.find(input);
    if (value == values.end()) return std::nullopt;
    inputs.push_back(value->second.dims);
  }
  if (inputs.empty()) return std::nullopt;
  if (node.domain() == kOwnDomain && node.op_type() == "MatMul")
    return product_dims(inputs[0], inputs[1]);
  if (node.domain() == kOwnDomain) return keeps_shape(node) ? inputs[0] : own_dims(node, inputs[0]);
  if (same_shape_operators().contains(node.op_type())) return inputs[0];
  if (node.op_type() == "Einsum") return einsum_dims(node, inputs);
  if (node.op_type() == "MatMul" && inputs.size() == 2) return product_dims(inputs[0], inputs[1]);
  if (!broadcasting_operators().contains(node.op_type())) return std::nullopt;
  std::optional<Dims> dims = inputs[0];
  for (std::size_t i = 1; i < inputs.size() && dims; ++i) dims = broadcast_dims(*dims, inputs[i]);
  return dims;
}

// X [seq, batch, in], R [directions, gates, hidden]: all states, the last one, and of an LSTM its
// cell.
std::vector<Dims> recurrent_dims(const Dims& x, const Dims& r) {
  if (x.size() != 3 || r.size() != 3) return {};
  return {{x[0], r[0], x[1], r[2]}, {r[0], x[1], r[2]}, {r[0], x[1], r[2]}};
}

// Equal parts, where the file states no others.
std::vector<Dims> split_dims(const onnx::NodeProto& node, Dims dims) {
  std::int64_t axis = integer(node, "axis", 0);
  if (axis < 0) axis += static_cast<std::int64_t>(dims.size());
  if (axis < 0 || axis >= static_cast<std::int64_t>(dims.size()) || node.input_size() > 1)
    return {};
  std::string& dim = dims[static_cast<std::size_t>(axis)];
  const std::int64_t parts = node.output_size();
  if (dim.find_first_not_of("0123456789") != std::string::npos || std::stoll(dim) % parts != 0)
    return {};
  dim = std::to_string(std::stoll(dim) / parts);
  return std::vector<Dims>(static_cast<std::size_t>(parts), dims);
}

// Of nodes with several outputs.
std::vector<Dims> dims_of_outputs(const onnx::NodeProto& node, const Values& values) {
  const std::string& type = node.op_type();
  const auto dims = [&](int input) -> const Dims* {
    if (input >= node.input_size()) return nullptr;
    const auto value = values.find(node.input(input));
    return value == values.end() ? nullptr : &value->second.dims;
  };
  const Dims* first = dims(0);
  if (first == nullptr) return {};
  if (type == "LSTM" || type == "GRU" || type == "RNN")
    return dims(2) == nullptr ? std::vector<Dims>{} : recurrent_dims(*first, *dims(2));
  if (type.starts_with("Skip") && node.output_size() > 3) return {*first, {"1"}, {"1"}, *first};
  const bool equal = type == "Split" && integers(node, "split").empty();
  return equal ? split_dims(node, *first) : std::vector<Dims>{};
}

// Parts side by side, or what attention appends to its cache.
std::vector<Dims> own_dims_of_outputs(const onnx::NodeProto& node, const Values& values) {
  const auto first = values.find(node.input(0));
  if (first == values.end() || first->second.dims.empty()) return {};
  std::vector<Dims> all;
  for (const std::int64_t size : integers(node, "sizes")) {
    all.push_back(first->second.dims);
    all.back().back() = std::to_string(size);
  }
  const bool appends = node.op_type() == "Attention" && node.input_size() == 5;
  if (!appends || !values.contains(node.input(1))) return all;
  const Dims& keys = values.at(node.input(1)).dims;
  return {first->second.dims, keys, keys};
}

std::size_t add_outputs(const onnx::NodeProto& node, Values& values) {
  const std::vector<Dims> all = node.domain() == kOwnDomain ? own_dims_of_outputs(node, values)
                                                            : dims_of_outputs(node, values);
  std::size_t added = 0;
  for (int i = 0; i < node.output_size() && i < static_cast<int>(all.size()); ++i)
    if (!node.output(i).empty())
      added += values
                   .emplace(node.output(i), OnnxValue{all[static_cast<std::size_t>(i)],
                                                      values.at(node.input(0)).element_type})
                   .second;
  return added;
}

// Whether all inputs that are known are scalars, so that those that are not have the output's shape
// (at most: they may be scalars too).
bool follows_unknown(const onnx::NodeProto& node, const Values& values) {
  return std::all_of(node.input().begin(), node.input().end(), [&](const std::string& input) {
    const auto value = values.find(input);
    return value == values.end() ||
           std::all_of(value->second.dims.begin(), value->second.dims.end(),
                       [](const std::string& dim) { return dim == "1"; });
  });
}

// How long a range is may depend on data, but the file states what comes out in the end.
std::size_t add_shapes_backwards(const onnx::GraphProto& graph, Values& values) {
  std::size_t added = 0;
  for (int i = graph.node_size() - 1; i >= 0; --i) {
    const onnx::NodeProto& node = graph.node(i);
    if (node.output().empty() || !values.contains(node.output(0))) continue;
    if (!same_shape_operators().contains(node.op_type()) &&
        !broadcasting_operators().contains(node.op_type()))
      continue;
    if (!follows_unknown(node, values)) continue;
    for (const std::string& input : node.input())
      if (!input.empty() && values.emplace(input, values.at(node.output(0))).second) ++added;
  }
  return added;
}

void state_shape(const OnnxValue& value, onnx::ValueInfoProto& info) {
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(value.element_type);
  tensor.mutable_shape()->clear_dim();
  for (const std::string& dim : value.dims) {
    const bool number = dim.find_first_not_of("0123456789") == std::string::npos;
    auto& stated = *tensor.mutable_shape()->add_dim();
    if (number)
      stated.set_dim_value(std::stoll(dim));
    else
      stated.set_dim_param(dim);
  }
}

}  // namespace

std::size_t add_own_shapes(const onnx::GraphProto& graph, Values& values) {
  std::size_t added = 0;
  for (const onnx::NodeProto& node : graph.node()) {
    added += add_outputs(node, values);
    if (node.output().empty() || values.contains(node.output(0))) continue;
    const std::optional<Dims> dims = output_dims(node, values);
    if (!dims) continue;
    values[node.output(0)] = {*dims, values.at(node.input(0)).element_type};
    ++added;
  }
  return added > 0 ? added : add_shapes_backwards(graph, values);
}

void state_shapes(const Values& values, onnx::GraphProto& graph) {
  graph.clear_value_info();
  std::set<std::string> stated;
  for (const onnx::ValueInfoProto& value : graph.input()) stated.insert(value.name());
  for (onnx::ValueInfoProto& value : *graph.mutable_output()) {
    stated.insert(value.name());
    if (const auto known = values.find(value.name()); known != values.end())
      state_shape(known->second, value);
  }
  for (const auto& [name, value] : values) {
    if (stated.contains(name)) continue;
    onnx::ValueInfoProto& info = *graph.add_value_info();
    info.set_name(name);
    state_shape(value, info);
  }
}

}  // namespace tessera
