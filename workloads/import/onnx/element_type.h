// ONNX element types by our names.
#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>

namespace tessera {

// Of weights that another operator's blob of bytes holds; ONNX 1.12 has no number for it.
inline constexpr int kInt4Element = 1004;

// Texts and complex numbers: they are moved, and no lane of ours computes with them.
inline bool is_only_moved(int type) {
  return type == onnx::TensorProto::STRING || type == onnx::TensorProto::COMPLEX64 ||
         type == onnx::TensorProto::COMPLEX128;
}

// Doubles are counted as fp32, which is what runs them; small integers by the
// next type that holds them. A text counts as the reference to it and a complex
// number as two of fp32: both have the bytes of int64. Nothing for unknown types.
inline std::optional<std::string> type_of_element(int type) {
  switch (type) {
    case kInt4Element:
      return "int4";
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::DOUBLE:
      return "fp32";
    case onnx::TensorProto::FLOAT16:
      return "fp16";
    case onnx::TensorProto::BFLOAT16:
      return "bf16";
    case onnx::TensorProto::INT8:
    case onnx::TensorProto::UINT8:
      return "int8";
    case onnx::TensorProto::INT16:
    case onnx::TensorProto::UINT16:
    case onnx::TensorProto::INT32:
    case onnx::TensorProto::UINT32:
      return "int32";
    case onnx::TensorProto::INT64:
    case onnx::TensorProto::UINT64:
    case onnx::TensorProto::STRING:
    case onnx::TensorProto::COMPLEX64:
    case onnx::TensorProto::COMPLEX128:
      return "int64";
    case onnx::TensorProto::BOOL:
      return "bool";
    default:
      return std::nullopt;
  }
}

}  // namespace tessera
