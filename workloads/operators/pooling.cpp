// Maximum or average over a sliding window, or over the whole image.
#include "workloads/operators/operators.h"
#include "workloads/operators/window.h"

namespace tessera {
namespace {

// The output has either rounding of the number of positions.
bool output_fits(const Shape& input, const Window& window, OperatorNode& node) {
  Shape floor = {input[0], input[1]}, ceil = floor;
  for (std::size_t i = 0; i + 2 < input.size(); ++i) {
    floor.push_back(positions(window, i, input[i + 2]));
    ceil.push_back(positions(window, i, input[i + 2], true));
  }
  const Shape& output = node.output(0).shape;
  bool fits = output.size() == floor.size();
  for (std::size_t i = 0; fits && i < output.size(); ++i)
    fits = output[i] == floor[i] || output[i] == ceil[i];
  if (!fits)
    node.mistake(node.output(0).name + " is " + to_string(output) + ", must be " +
                 to_string(floor) + (floor == ceil ? "" : " or " + to_string(ceil)));
  return fits;
}

}  // namespace

OperatorWork pooling_work(const proto::PoolingOp& op, OperatorNode& node) {
  if (!node.has_inputs(1, 1, "the image") || !node.has_outputs(1, 1)) return {};
  const Shape& input = node.input(0).shape;
  if (input.size() < 3) {
    node.mistake(described(node.input(0)) + " must have at least 3 dimensions: N, C, and an image");
    return {};
  }
  Shape extent(input.begin() + 2, input.end());
  if (op.global()) {
    Shape one = {input[0], input[1]};
    one.resize(input.size(), 1);
    if (!node.has_shape(node.output(0), one)) return {};
  } else {
    extent.assign(op.window().begin(), op.window().end());
    if (extent.size() != input.size() - 2) {
      node.mistake("window has " + std::to_string(extent.size()) + " entries, must have " +
                   std::to_string(input.size() - 2));
      return {};
    }
    const std::optional<Window> stated =
        window_of(extent, op.stride(), op.pad(), op.dilation(), node);
    if (!stated || !output_fits(input, *stated, node)) return {};
  }
  OperatorWork work = node.touching_everything();
  const auto results = static_cast<double>(node.output(0).elements());
  work.vector.reduce = results * static_cast<double>(product(extent, 0, extent.size()));
  if (op.average()) work.vector.add_mul = results;  // by the reciprocal of the window's size
  return work;
}

}  // namespace tessera
