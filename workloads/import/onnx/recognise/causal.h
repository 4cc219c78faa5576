// Whether a mask lets a token see only itself and those before it.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace tessera {

class Flow;

// Of masks that are made from a triangular constant, Trilu, or from comparing two ranges. Where
// none of these is found, it is not.
bool is_causal_mask(const Flow& flow, const std::string& mask);

// The last two dimensions hold one value on and below the diagonal and another above it.
bool is_triangular(const onnx::TensorProto& tensor);
// So that weights can be dropped and this is still known: a word in `doc_string`.
void remember_triangle(onnx::TensorProto& tensor);

}  // namespace tessera
