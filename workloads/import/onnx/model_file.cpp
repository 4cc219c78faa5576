#include "workloads/import/onnx/model_file.h"

#include <google/protobuf/io/coded_stream.h>

#include "sim/core/diagnostics.h"
#include "workloads/file_bytes.h"
#include "workloads/import/onnx/recognise/causal.h"
#include "workloads/import/onnx/wire_format.h"

namespace tessera {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw InputError(ExitCode::kBadInput, {{{file.string(), 0, 0}, what}});
}

// Only what computes shapes is needed; the graph is copied while importing, and
// weights can be gigabytes.
void drop_weights(onnx::TensorProto& tensor) {
  constexpr std::size_t kSmall = 16384;
  if (tensor.ByteSizeLong() <= kSmall) return;
  remember_triangle(tensor);
  tensor.clear_raw_data();
  tensor.clear_float_data();
  tensor.clear_double_data();
  tensor.clear_int32_data();
  tensor.clear_int64_data();
  tensor.clear_uint64_data();
}

void drop_weights(onnx::GraphProto& graph) {
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) drop_weights(tensor);
  for (onnx::NodeProto& node : *graph.mutable_node())
    for (onnx::AttributeProto& attribute : *node.mutable_attribute())
      if (attribute.has_t()) drop_weights(*attribute.mutable_t());
}

}  // namespace

onnx::ModelProto read_onnx_file(const std::filesystem::path& file) {
  const std::string bytes = bytes_of_file(file);
  if (bytes.empty()) fail(file, "is empty, must be an ONNX model");
  // ModelProto.graph is field 7, GraphProto.node field 1.
  if (const auto broken = first_broken_field(bytes, {7, 1}))
    fail(file, "is truncated or no ONNX model: " + *broken);
  onnx::ModelProto model;
  if (bytes.size() > static_cast<std::size_t>(INT32_MAX) ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    fail(file, "is damaged, or larger than 2 GB: its " + std::to_string(bytes.size()) +
                   " bytes are no ONNX model");
  if (!model.has_graph() || model.graph().node().empty())
    fail(file, "is no ONNX model: it holds no graph with a node");
  drop_weights(*model.mutable_graph());
  return model;
}

}  // namespace tessera
