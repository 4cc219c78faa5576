// Attributes that a file may leave out, and that libonnx's inference is better told.
#pragma once

#include <onnx/onnx_pb.h>

namespace tessera {

// Opset 18 moved the axes of reductions from an attribute to an input, which
// older inference overlooks: it would reduce every axis. What is said beside them goes too.
void state_reduction_axes(onnx::GraphProto& graph);

// Without them inference takes the weight's dimensions and trusts that there are as many as the
// image has. A convolution whose weight is none is hidden from it.
void state_kernel_shapes(onnx::GraphProto& graph);

}  // namespace tessera
