// The sliding windows of convolution and pooling: extents, strides, pads and
// dilations of the spatial axes.
#pragma once

#include <google/protobuf/repeated_field.h>

#include "workloads/operators/operator_node.h"

namespace tessera {

struct Window {
  Shape extent, stride, dilation, pad_begin, pad_end;  // one entry per spatial axis
};

using Attribute = google::protobuf::RepeatedField<std::int64_t>;

// Strides and dilations are 1 and pads 0 where the attribute is absent. Says
// what is wrong: a wrong number of entries, a stride below 1, a negative pad.
std::optional<Window> window_of(const Shape& extent, const Attribute& stride, const Attribute& pad,
                                const Attribute& dilation, OperatorNode& node);

// Positions of the window along axis `i` of an input of `size`; counts below 1
// where it does not fit. Rounded up where `ceil`, as some pooling layers do.
std::int64_t positions(const Window& window, std::size_t i, std::int64_t size, bool ceil = false);

}  // namespace tessera
