#include "workloads/import/onnx/recognise/causal.h"

#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "workloads/import/onnx/recognise/flow.h"

namespace tessera {
namespace {

constexpr const char* kTriangle = "tessera: triangular";
constexpr std::size_t kMostSteps = 200;

std::size_t bytes_of_element(int type) {
  switch (type) {
    case onnx::TensorProto::BOOL:
    case onnx::TensorProto::INT8:
    case onnx::TensorProto::UINT8:
      return 1;
    case onnx::TensorProto::FLOAT16:
    case onnx::TensorProto::BFLOAT16:
      return 2;
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::INT32:
      return 4;
    case onnx::TensorProto::INT64:
    case onnx::TensorProto::DOUBLE:
      return 8;
    default:
      return 0;
  }
}

// Raw bytes of all elements, or none.
std::string bytes_of(const onnx::TensorProto& tensor, std::size_t width) {
  if (tensor.has_raw_data()) return tensor.raw_data();
  std::string bytes;
  const auto take = [&](const auto& values) {
    for (const auto value : values)
      bytes.append(reinterpret_cast<const char*>(&value), std::min(width, sizeof value));
  };
  if (tensor.float_data_size() > 0) take(tensor.float_data());
  if (tensor.int32_data_size() > 0) take(tensor.int32_data());
  if (tensor.int64_data_size() > 0) take(tensor.int64_data());
  return bytes;
}

// Only elementwise functions and moves: what they make of a triangle is one.
bool keeps_order(const std::string& type) {
  static const std::set<std::string> kTypes = {
      "Add", "Sub",    "Mul",       "Div",       "Where",     "Cast",    "Not",      "And",
      "Or",  "Expand", "Reshape",   "Slice",     "Unsqueeze", "Squeeze", "Identity", "Clip",
      "Max", "Min",    "Concat",    "Equal",     "Greater",   "Less",    "Gather",   "GatherND",
      "Neg", "Tile",   "Transpose", "ScatterND", "CastLike",  "Dropout"};
  return kTypes.contains(type);
}

bool counts_up(const Flow& flow, std::string name) {
  for (std::size_t step = 0; step < 20; ++step) {
    const onnx::NodeProto* node = flow.any_writer(name);
    if (node == nullptr || node->input().empty()) return false;
    const std::string type = type_of(*node);
    if (type == "Range" || type == "CumSum") return true;
    if (!keeps_order(type)) return false;
    const bool second = (type == "Add" || type == "Sub") && flow.is_single(node->input(0));
    name = node->input(second ? 1 : 0);
  }
  return false;
}

bool compares_places(const Flow& flow, const onnx::NodeProto& node) {
  constexpr std::array<std::string_view, 4> kTypes = {"Less", "LessOrEqual", "Greater",
                                                      "GreaterOrEqual"};
  const std::string type = type_of(node);
  return std::ranges::find(kTypes, type) != kTypes.end() && node.input_size() == 2 &&
         counts_up(flow, node.input(0)) && counts_up(flow, node.input(1));
}

}  // namespace

bool is_triangular(const onnx::TensorProto& tensor) {
  if (tensor.doc_string() == kTriangle) return true;
  const std::size_t width = bytes_of_element(tensor.data_type());
  const int rank = tensor.dims_size();
  if (width == 0 || rank < 2 || tensor.dims(rank - 1) != tensor.dims(rank - 2)) return false;
  for (int i = 0; i + 2 < rank; ++i)
    if (tensor.dims(i) != 1) return false;
  const std::int64_t side = tensor.dims(rank - 1);
  if (side < 2 || side > 1 << 15) return false;
  const auto n = static_cast<std::size_t>(side);
  const std::string bytes = bytes_of(tensor, width);
  if (bytes.size() != n * n * width) return false;
  const auto element = [&](std::size_t row, std::size_t column) {
    return std::string_view(bytes).substr((row * n + column) * width, width);
  };
  const std::string_view seen = element(0, 0), hidden = element(0, 1);
  if (seen == hidden) return false;
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t column = 0; column < n; ++column)
      if (element(row, column) != (column <= row ? seen : hidden)) return false;
  return true;
}

void remember_triangle(onnx::TensorProto& tensor) {
  if (is_triangular(tensor)) tensor.set_doc_string(kTriangle);
}

bool is_causal_mask(const Flow& flow, const std::string& mask) {
  std::vector<std::string> open = {mask};
  std::set<std::string> seen;
  while (!open.empty() && seen.size() < kMostSteps) {
    const std::string name = open.back();
    open.pop_back();
    if (name.empty() || !seen.insert(name).second) continue;
    if (const onnx::TensorProto* constant = flow.constant(name))
      if (is_triangular(*constant)) return true;
    const onnx::NodeProto* node = flow.any_writer(name);
    if (node == nullptr) continue;
    if (type_of(*node) == "Trilu" || compares_places(flow, *node)) return true;
    if (keeps_order(type_of(*node)))
      open.insert(open.end(), node->input().begin(), node->input().end());
  }
  return false;
}

}  // namespace tessera
