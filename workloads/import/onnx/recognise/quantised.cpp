// Products between quantise and dequantise nodes: they read the integers themselves.
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {
namespace {

bool is_byte(const Flow& flow, const std::string& name) {
  const OnnxValue* value = flow.value(name);
  return value != nullptr && (value->element_type == onnx::TensorProto::INT8 ||
                              value->element_type == onnx::TensorProto::UINT8);
}

// The integers that a value was dequantised from.
const std::string* integers_of(const Flow& flow, const std::string& name) {
  const onnx::NodeProto* node = flow.any_writer(name);
  if (node == nullptr || type_of(*node) != "DequantizeLinear") return nullptr;
  return is_byte(flow, node->input(0)) ? &node->input(0) : nullptr;
}

bool is_product(const onnx::NodeProto& node) {
  const std::string type = type_of(node);
  return type == "Conv" || type == "ConvTranspose" || type == "MatMul" || type == "Gemm";
}

}  // namespace

// The weight alone may be integers: it is widened on its way into the product. What others read
// of the dequantised values is still made for them.
std::optional<Match> match_quantised_product(const Flow& flow, const onnx::NodeProto& node) {
  if (!is_product(node) || node.input_size() < 2) return std::nullopt;
  const std::string *left = integers_of(flow, node.input(0)),
                    *right = integers_of(flow, node.input(1));
  if (right == nullptr || (left == nullptr && !flow.known(node.input(1)))) return std::nullopt;
  Match match;
  match.root = &node;
  match.inside = {&node};
  match.replacement = {node};
  if (left != nullptr) match.replacement[0].set_input(0, *left);
  match.replacement[0].set_input(1, *right);
  return match;
}

}  // namespace tessera
