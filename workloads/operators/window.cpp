#include "workloads/operators/window.h"

#include <algorithm>

namespace tessera {
namespace {

// One bound for every extent and step: far above any layer, far below overflow.
constexpr std::int64_t kLargest = std::int64_t{1} << 31;

Shape entries(const Attribute& attribute, std::size_t count, std::int64_t absent,
              std::int64_t least, const std::string& name, OperatorNode& node) {
  if (attribute.empty()) return Shape(count, absent);
  if (static_cast<std::size_t>(attribute.size()) != count) {
    node.mistake(name + " has " + std::to_string(attribute.size()) + " entries, must have " +
                 std::to_string(count));
    return Shape(count, absent);
  }
  Shape values(attribute.begin(), attribute.end());
  for (const std::int64_t value : values)
    if (value < least || value > kLargest)
      node.mistake(name + " is " + std::to_string(value) + ", must be " + std::to_string(least) +
                   " to " + std::to_string(kLargest));
  return values;
}

}  // namespace

std::optional<Window> window_of(const Shape& extent, const Attribute& stride, const Attribute& pad,
                                const Attribute& dilation, OperatorNode& node) {
  const std::size_t before = node.mistakes.size();
  const std::size_t axes = extent.size();
  Window window;
  window.extent = extent;
  for (const std::int64_t size : extent)
    if (size < 1 || size > kLargest)
      node.mistake("window is " + std::to_string(size) + ", must be 1 to " +
                   std::to_string(kLargest));
  window.stride = entries(stride, axes, 1, 1, "stride", node);
  window.dilation = entries(dilation, axes, 1, 1, "dilation", node);
  const Shape pads = entries(pad, 2 * axes, 0, 0, "pad", node);
  window.pad_begin.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(axes));
  window.pad_end.assign(pads.begin() + static_cast<std::ptrdiff_t>(axes), pads.end());
  if (node.mistakes.size() > before) return std::nullopt;
  return window;
}

std::int64_t positions(const Window& window, std::size_t i, std::int64_t size, bool ceil) {
  const std::int64_t covered = window.dilation[i] * (window.extent[i] - 1) + 1;
  const std::int64_t slack = size + window.pad_begin[i] + window.pad_end[i] - covered;
  if (slack < 0) return 0;
  return (ceil ? ceil_divide(slack, window.stride[i]) : slack / window.stride[i]) + 1;
}

}  // namespace tessera
