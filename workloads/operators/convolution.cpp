// Convolution over one, two or three spatial axes: plain, grouped, depthwise
// (group = channels) and transposed, as matrix products over im2col views.
#include "workloads/operators/operators.h"
#include "workloads/operators/window.h"

namespace tessera {
namespace {

// The window put down at every input position spreads over this many outputs.
std::int64_t transposed_size(const Window& window, std::size_t i, std::int64_t size) {
  return (size - 1) * window.stride[i] + window.dilation[i] * (window.extent[i] - 1) + 1 -
         window.pad_begin[i] - window.pad_end[i];
}

// A transposed convolution's outer stride may leave the last rows open; the
// output says how many there are.
bool output_fits(const Shape& output, const Shape& least, const Window& window, bool transposed) {
  if (output.size() != least.size() || output[0] != least[0] || output[1] != least[1]) return false;
  for (std::size_t i = 2; i < output.size(); ++i) {
    const std::int64_t open = transposed ? window.stride[i - 2] - 1 : 0;
    if (output[i] < least[i] || output[i] > least[i] + open) return false;
  }
  return true;
}

}  // namespace

OperatorWork convolution_work(const proto::ConvolutionOp& op, OperatorNode& node) {
  if (!node.has_inputs(2, 3, "input, weight and optionally a bias") || !node.has_outputs(1, 1))
    return {};
  const Shape& input = node.input(0).shape;
  const Shape& weight = node.input(1).shape;
  if (input.size() < 3 || weight.size() != input.size()) {
    node.mistake(described(node.input(0)) + " and weight " + described(node.input(1)) +
                 " must have the same number of dimensions, at least 3");
    return {};
  }
  const std::int64_t groups = op.has_group() ? op.group() : 1;
  const std::int64_t channels = input[1];
  if (groups < 1 || channels % groups != 0) {
    node.mistake("group is " + std::to_string(groups) + ", must divide the channels (" +
                 std::to_string(channels) + ")");
    return {};
  }
  // Weight: K, C/group, ... ; transposed: C, K/group, ...
  const std::int64_t own_channels = op.transposed() ? weight[0] / groups : weight[1];
  if (own_channels != channels / groups || weight[0] % groups != 0) {
    node.mistake("weight " + described(node.input(1)) + " does not fit " +
                 described(node.input(0)) + " in " + std::to_string(groups) + " groups");
    return {};
  }
  const Shape extent(weight.begin() + 2, weight.end());
  const std::optional<Window> window =
      window_of(extent, op.stride(), op.pad(), op.dilation(), node);
  if (!window) return {};

  const std::int64_t filters = op.transposed() ? weight[1] * groups : weight[0];
  Shape expected = {input[0], filters};
  for (std::size_t i = 0; i < extent.size(); ++i)
    expected.push_back(op.transposed() ? transposed_size(*window, i, input[i + 2])
                                       : positions(*window, i, input[i + 2]));
  const BoundTensor& output = node.output(0);
  if (!output_fits(output.shape, expected, *window, op.transposed())) {
    node.has_shape(output, expected);
    return {};
  }
  if (node.inputs.size() == 3) node.has_shape(node.input(2), {filters});

  OperatorWork work = node.touching_everything();
  const std::int64_t window_size = product(extent, 0, extent.size());
  const auto results = static_cast<double>(output.elements());
  if (op.transposed()) {
    // Every input position is multiplied out, then added where it lands.
    const std::int64_t pixels = input[0] * product(input, 2, input.size());
    work.gemm =
        GemmShape{groups, pixels, filters / groups * window_size, own_channels, groups == 1};
    work.vector.add_mul += static_cast<double>(pixels * filters) * static_cast<double>(window_size);
  } else {
    const std::int64_t pixels = input[0] * product(output.shape, 2, output.shape.size());
    work.gemm =
        GemmShape{groups, pixels, filters / groups, own_channels * window_size, groups == 1};
  }
  if (node.inputs.size() == 3) work.vector.add_mul += results;
  if (node.input(0).type != node.input(1).type)
    work.vector.convert += static_cast<double>(
        (product_type(node.input(0).type, node.input(1).type) == node.input(0).type ? node.input(1)
                                                                                    : node.input(0))
            .elements());
  return work;
}

}  // namespace tessera
