#include "workloads/import/onnx/windows.h"

#include <algorithm>
#include <set>

#include "sim/core/units.h"
#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

using Numbers = std::vector<std::int64_t>;

// The spatial extents of a value; empty where one is no number.
Numbers extents_of(const OnnxGraphView& graph, const std::string& name) {
  Numbers extents;
  const auto value = graph.values.find(name);
  if (value == graph.values.end()) return {};
  for (std::size_t i = 2; i < value->second.dims.size(); ++i) {
    const std::string& dim = value->second.dims[i];
    if (dim.find_first_not_of("0123456789") != std::string::npos) return {};
    extents.push_back(std::stoll(dim));
  }
  return extents;
}

// Pads that make the output as large as the input over the stride; the odd one
// goes before (SAME_LOWER) or after. Nothing where a size is unknown.
std::optional<Numbers> same_pads(const Numbers& image, const Numbers& window, const Numbers& stride,
                                 const Numbers& dilation, bool odd_first) {
  if (image.size() != window.size()) return std::nullopt;
  const std::size_t axes = image.size();
  Numbers pads(2 * axes, 0);
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t step = stride.empty() ? 1 : stride.at(i);
    const std::int64_t spread = dilation.empty() ? 1 : dilation.at(i);
    const std::int64_t covered =
        (ceil_divide(image[i], step) - 1) * step + spread * (window[i] - 1) + 1;
    const std::int64_t total = std::max<std::int64_t>(0, covered - image[i]);
    pads[i] = odd_first ? (total + 1) / 2 : total / 2;
    pads[axes + i] = total - pads[i];
  }
  return pads;
}

std::optional<Numbers> pads_of(const onnx::NodeProto& node, const OnnxGraphView& graph,
                               const Numbers& window) {
  const std::string automatic = text(node, "auto_pad");
  if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER") return integers(node, "pads");
  const Numbers strides = integers(node, "strides");
  const Numbers dilations = integers(node, "dilations");
  if ((!strides.empty() && strides.size() != window.size()) ||
      (!dilations.empty() && dilations.size() != window.size()) ||
      std::any_of(strides.begin(), strides.end(), [](std::int64_t s) { return s < 1; }))
    return std::nullopt;
  return same_pads(extents_of(graph, node.input(0)), window, strides, dilations,
                   automatic == "SAME_LOWER");
}

// What a transposed convolution cuts off so that its output is as large as stated.
std::optional<Numbers> pads_of_stated_output(const onnx::NodeProto& node, const Numbers& image,
                                             const Numbers& window) {
  const Numbers stated = integers(node, "output_shape");
  const Numbers strides = integers(node, "strides");
  const Numbers dilations = integers(node, "dilations");
  const std::size_t axes = window.size();
  const auto fits = [&](const Numbers& numbers) {
    return numbers.empty() || numbers.size() == axes;
  };
  if (axes == 0 || image.size() != axes || !fits(strides) || !fits(dilations) ||
      stated.size() < axes)
    return std::nullopt;
  Numbers pads(2 * axes, 0);
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t stride = strides.empty() ? 1 : strides[i];
    const std::int64_t dilation = dilations.empty() ? 1 : dilations[i];
    const std::int64_t whole = (image[i] - 1) * stride + dilation * (window[i] - 1) + 1;
    const std::int64_t total = std::max<std::int64_t>(0, whole - stated[stated.size() - axes + i]);
    pads[i] = total / 2;
    pads[axes + i] = total - total / 2;
  }
  return pads;
}

template <class Field>
void assign(const Numbers& numbers, Field* field) {
  field->Assign(numbers.begin(), numbers.end());
}

bool convert_convolution(const onnx::NodeProto& node, const OnnxGraphView& graph, bool transposed,
                         const std::vector<int>& inputs, proto::Node& out) {
  const int weight = inputs[1];
  if (weight >= node.input_size() || node.output().empty()) return false;
  const Numbers window = extents_of(graph, node.input(weight));
  const std::optional<Numbers> pads =
      transposed && find_attribute(node, "output_shape") != nullptr
          ? pads_of_stated_output(node, extents_of(graph, node.input(0)), window)
          : pads_of(node, graph, window);
  if (!pads) return false;
  for (const int i : inputs)
    if (i < node.input_size() && !node.input(i).empty()) out.add_input(node.input(i));
  out.add_output(node.output(0));
  proto::ConvolutionOp& op = *out.mutable_convolution();
  assign(integers(node, "strides"), op.mutable_stride());
  assign(integers(node, "dilations"), op.mutable_dilation());
  assign(*pads, op.mutable_pad());
  if (const std::int64_t group = integer(node, "group", 1); group != 1) op.set_group(group);
  if (transposed) op.set_transposed(true);
  return true;
}

bool convert_pooling(const onnx::NodeProto& node, const OnnxGraphView& graph, bool average,
                     proto::Node& out) {
  if (node.input().empty() || node.output().empty()) return false;
  const Numbers window = integers(node, "kernel_shape");
  const std::optional<Numbers> pads = pads_of(node, graph, window);
  if (!pads) return false;
  out.add_input(node.input(0));
  out.add_output(node.output(0));
  proto::PoolingOp& op = *out.mutable_pooling();
  if (average) op.set_average(true);
  assign(window, op.mutable_window());
  assign(integers(node, "strides"), op.mutable_stride());
  assign(integers(node, "dilations"), op.mutable_dilation());
  assign(*pads, op.mutable_pad());
  return true;
}

bool convert_global_pooling(const onnx::NodeProto& node, bool average, proto::Node& out) {
  if (node.input().empty() || node.output().empty()) return false;
  out.add_input(node.input(0));
  out.add_output(node.output(0));
  out.mutable_pooling()->set_global(true);
  if (average) out.mutable_pooling()->set_average(true);
  return true;
}

}  // namespace

bool is_window(const std::string& op_type) {
  return op_type.find("Conv") != std::string::npos || op_type.ends_with("Pool");
}

bool convert_window(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  const std::string& type = node.op_type();
  if (type == "Conv") return convert_convolution(node, graph, false, {0, 1, 2}, out);
  if (type == "ConvInteger") return convert_convolution(node, graph, false, {0, 1}, out);
  if (type == "QLinearConv") return convert_convolution(node, graph, false, {0, 3, 8}, out);
  if (type == "ConvTranspose") return convert_convolution(node, graph, true, {0, 1, 2}, out);
  if (type == "MaxPool") return convert_pooling(node, graph, false, out);
  if (type == "AveragePool") return convert_pooling(node, graph, true, out);
  if (type == "GlobalMaxPool") return convert_global_pooling(node, false, out);
  if (type == "GlobalAveragePool") return convert_global_pooling(node, true, out);
  return false;
}

}  // namespace tessera
