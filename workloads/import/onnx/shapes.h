// The shape and type of every value of an ONNX graph, by libonnx's inference
// and, where it knows no rule, ours.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/dimension.h"

namespace tessera {

struct OnnxValue {
  std::vector<std::string> dims;  // numbers or symbols
  int element_type = onnx::TensorProto::FLOAT;
};

struct OnnxShapes {
  std::map<std::string, OnnxValue> values;      // those whose shape is known
  std::map<std::string, std::int64_t> symbols;  // with defaults; batch 1, seq 512, others none (0)
  std::vector<std::string> without_value;       // symbols that must be given a value to go on
  std::vector<std::string> notes;
};

// Dynamic dimensions become symbols named after their dim_param in lower case;
// the usual names of batch and sequence become `batch` and `seq`. Where shapes
// cannot be followed with symbols (`needed` values stay unknown), the symbols
// are fixed to `given` or their defaults, and a note says so.
OnnxShapes infer_onnx_shapes(const onnx::ModelProto& original, const Symbols& given,
                             const std::vector<std::string>& needed);

}  // namespace tessera
