#include "workloads/import/onnx/operators.h"

#include <onnx/defs/tensor_proto_util.h>

#include <algorithm>
#include <array>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/irregular.h"
#include "workloads/import/onnx/own_operators.h"
#include "workloads/import/onnx/windows.h"

namespace tessera {
namespace {

enum class Kind { kElementwise, kMove, kReduction, kSoftmax, kNorm };

struct Row {
  std::string_view op_type;
  Kind kind;
  std::string_view function;  // of ours
  int inputs;                 // how many of the first are data; 0: all
};

// https://onnx.ai/onnx/operators; Piece, Stack and Step are what loops and sequences are written
// out with, GeluMul, GeluTanh, Silu, SiluMul and View what recognition puts in.
constexpr std::array kRows = {
    Row{"Abs", Kind::kElementwise, "abs", 1},
    Row{"Acos", Kind::kElementwise, "acos", 1},
    Row{"Acosh", Kind::kElementwise, "acosh", 1},
    Row{"Add", Kind::kElementwise, "add", 0},
    Row{"And", Kind::kElementwise, "and", 0},
    Row{"ArgMax", Kind::kReduction, "argmax", 1},
    Row{"ArgMin", Kind::kReduction, "argmin", 1},
    Row{"Asin", Kind::kElementwise, "asin", 1},
    Row{"Asinh", Kind::kElementwise, "asinh", 1},
    Row{"Atan", Kind::kElementwise, "atan", 1},
    Row{"Atanh", Kind::kElementwise, "atanh", 1},
    Row{"BatchNormalization", Kind::kNorm, "batch", 0},
    Row{"BitShift", Kind::kElementwise, "shift", 0},
    Row{"Cast", Kind::kElementwise, "cast", 1},
    Row{"CastLike", Kind::kElementwise, "cast", 1},
    Row{"Ceil", Kind::kElementwise, "ceil", 1},
    Row{"Celu", Kind::kElementwise, "elu", 1},
    Row{"Clip", Kind::kElementwise, "clip", 1},
    Row{"Concat", Kind::kMove, "concat", 0},
    Row{"Cos", Kind::kElementwise, "cos", 1},
    Row{"Cosh", Kind::kElementwise, "cosh", 1},
    Row{"CumSum", Kind::kReduction, "cumsum", 1},
    Row{"DepthToSpace", Kind::kMove, "depth_to_space", 1},
    Row{"DequantizeLinear", Kind::kElementwise, "dequantize", 1},
    Row{"Div", Kind::kElementwise, "div", 0},
    Row{"Dropout", Kind::kMove, "identity", 1},
    Row{"DynamicQuantizeLinear", Kind::kElementwise, "dynamic_quantize", 1},
    Row{"Elu", Kind::kElementwise, "elu", 1},
    Row{"Equal", Kind::kElementwise, "compare", 0},
    Row{"Erf", Kind::kElementwise, "erf", 1},
    Row{"Exp", Kind::kElementwise, "exp", 1},
    Row{"Expand", Kind::kMove, "expand", 1},
    Row{"Flatten", Kind::kMove, "flatten", 1},
    Row{"Floor", Kind::kElementwise, "floor", 1},
    Row{"GatherElements", Kind::kMove, "gather", 2},
    Row{"GatherND", Kind::kMove, "gather", 2},
    Row{"Gelu", Kind::kElementwise, "gelu_erf", 1},
    Row{"GeluMul", Kind::kElementwise, "gelu_mul", 2},
    Row{"GeluTanh", Kind::kElementwise, "gelu", 1},
    Row{"Greater", Kind::kElementwise, "compare", 0},
    Row{"GreaterOrEqual", Kind::kElementwise, "compare", 0},
    Row{"GroupNormalization", Kind::kNorm, "group", 0},
    Row{"HardSigmoid", Kind::kElementwise, "hard_sigmoid", 1},
    Row{"HardSwish", Kind::kElementwise, "hard_swish", 1},
    Row{"Identity", Kind::kMove, "identity", 1},
    Row{"InstanceNormalization", Kind::kNorm, "instance", 0},
    Row{"IsInf", Kind::kElementwise, "compare", 1},
    Row{"IsNaN", Kind::kElementwise, "compare", 1},
    Row{"LRN", Kind::kNorm, "local_response", 1},
    Row{"LayerNormalization", Kind::kNorm, "layer", 0},
    Row{"LeakyRelu", Kind::kElementwise, "leaky_relu", 1},
    Row{"Less", Kind::kElementwise, "compare", 0},
    Row{"LessOrEqual", Kind::kElementwise, "compare", 0},
    Row{"Log", Kind::kElementwise, "log", 1},
    Row{"LogSoftmax", Kind::kSoftmax, "", 1},
    Row{"Max", Kind::kElementwise, "max", 0},
    Row{"Mean", Kind::kElementwise, "add", 0},
    Row{"Min", Kind::kElementwise, "min", 0},
    Row{"Mod", Kind::kElementwise, "mod", 0},
    Row{"Mul", Kind::kElementwise, "mul", 0},
    Row{"Neg", Kind::kElementwise, "neg", 1},
    Row{"Not", Kind::kElementwise, "not", 1},
    Row{"Or", Kind::kElementwise, "and", 0},
    Row{"PRelu", Kind::kElementwise, "prelu", 0},
    Row{"Pad", Kind::kMove, "pad", 1},
    Row{"Piece", Kind::kMove, "slice", 1},
    Row{"QuantizeLinear", Kind::kElementwise, "quantize", 1},
    Row{"RMSNormalization", Kind::kNorm, "rms", 0},
    Row{"Reciprocal", Kind::kElementwise, "reciprocal", 1},
    Row{"ReduceL1", Kind::kReduction, "l1", 1},
    Row{"ReduceL2", Kind::kReduction, "l2", 1},
    Row{"ReduceLogSum", Kind::kReduction, "log_sum", 1},
    Row{"ReduceLogSumExp", Kind::kReduction, "log_sum_exp", 1},
    Row{"ReduceMax", Kind::kReduction, "max", 1},
    Row{"ReduceMean", Kind::kReduction, "mean", 1},
    Row{"ReduceMin", Kind::kReduction, "min", 1},
    Row{"ReduceProd", Kind::kReduction, "prod", 1},
    Row{"ReduceSum", Kind::kReduction, "sum", 1},
    Row{"ReduceSumSquare", Kind::kReduction, "sum_square", 1},
    Row{"Relu", Kind::kElementwise, "relu", 1},
    Row{"Reshape", Kind::kMove, "reshape", 1},
    Row{"ReverseSequence", Kind::kMove, "reverse", 1},
    Row{"Round", Kind::kElementwise, "round", 1},
    Row{"Selu", Kind::kElementwise, "elu", 1},
    Row{"Shrink", Kind::kElementwise, "shrink", 1},
    Row{"Sigmoid", Kind::kElementwise, "sigmoid", 1},
    Row{"Sign", Kind::kElementwise, "compare", 1},
    Row{"Silu", Kind::kElementwise, "silu", 1},
    Row{"SiluMul", Kind::kElementwise, "silu_mul", 2},
    Row{"Sin", Kind::kElementwise, "sin", 1},
    Row{"Sinh", Kind::kElementwise, "sinh", 1},
    Row{"Slice", Kind::kMove, "slice", 1},
    Row{"Softmax", Kind::kSoftmax, "", 1},
    Row{"Softplus", Kind::kElementwise, "softplus", 1},
    Row{"Softsign", Kind::kElementwise, "softsign", 1},
    Row{"SpaceToDepth", Kind::kMove, "space_to_depth", 1},
    Row{"Split", Kind::kMove, "split", 1},
    Row{"Sqrt", Kind::kElementwise, "sqrt", 1},
    Row{"Squeeze", Kind::kMove, "squeeze", 1},
    Row{"Stack", Kind::kMove, "stack", 0},
    Row{"Step", Kind::kMove, "slice", 1},
    Row{"Sub", Kind::kElementwise, "sub", 0},
    Row{"Sum", Kind::kElementwise, "add", 0},
    Row{"Tan", Kind::kElementwise, "tan", 1},
    Row{"Tanh", Kind::kElementwise, "tanh", 1},
    Row{"ThresholdedRelu", Kind::kElementwise, "threshold", 1},
    Row{"Tile", Kind::kMove, "expand", 1},
    Row{"TopK", Kind::kReduction, "topk", 1},
    Row{"Transpose", Kind::kMove, "transpose", 1},
    Row{"Trilu", Kind::kElementwise, "triangle", 1},
    Row{"Unsqueeze", Kind::kMove, "unsqueeze", 1},
    Row{"View", Kind::kMove, "view", 1},
    Row{"Where", Kind::kElementwise, "where", 0},
    Row{"Xor", Kind::kElementwise, "and", 0},
};

proto::NormOp::Kind norm_kind(std::string_view name) {
  if (name == "batch") return proto::NormOp::BATCH;
  if (name == "instance") return proto::NormOp::INSTANCE;
  if (name == "group") return proto::NormOp::GROUP;
  if (name == "local_response") return proto::NormOp::LOCAL_RESPONSE;
  if (name == "rms") return proto::NormOp::RMS;
  return proto::NormOp::LAYER;
}

void add_inputs(const onnx::NodeProto& node, const std::vector<int>& which, proto::Node& out) {
  for (const int i : which)
    if (i < node.input_size() && !node.input(i).empty()) out.add_input(node.input(i));
}

void add_first_inputs(const onnx::NodeProto& node, int count, proto::Node& out) {
  for (int i = 0; i < node.input_size() && (count == 0 || i < count); ++i)
    if (!node.input(i).empty()) out.add_input(node.input(i));
}

void add_first_output(const onnx::NodeProto& node, proto::Node& out) {
  if (node.output_size() > 0) out.add_output(node.output(0));
}

bool convert_by_table(const onnx::NodeProto& node, proto::Node& out) {
  const auto* const row = std::find_if(kRows.begin(), kRows.end(),
                                       [&](const Row& r) { return r.op_type == node.op_type(); });
  if (row == kRows.end()) return false;
  add_first_inputs(node, row->inputs, out);
  const std::string function(row->function);
  switch (row->kind) {
    case Kind::kElementwise:
      out.mutable_elementwise()->set_function(function);
      break;
    case Kind::kMove:
      out.mutable_move()->set_function(function);
      break;
    case Kind::kReduction:
      out.mutable_reduction()->set_function(function);
      break;
    case Kind::kSoftmax:
      out.mutable_softmax();
      break;
    case Kind::kNorm:
      out.mutable_norm()->set_kind(norm_kind(function));
      break;
  }
  if (function == "split" || function == "topk" || function == "view") {
    for (const std::string& output : node.output())
      if (!output.empty()) out.add_output(output);
  } else {
    add_first_output(node, out);
  }
  return true;
}

bool convert_product(const onnx::NodeProto& node, proto::Node& out) {
  const std::string& type = node.op_type();
  if (type == "MatMul" || type == "MatMulInteger") {
    add_inputs(node, {0, 1}, out);
    out.mutable_matmul();
  } else if (type == "QLinearMatMul") {
    add_inputs(node, {0, 3}, out);
    out.mutable_matmul();
  } else if (type == "Gemm") {
    add_inputs(node, {0, 1, 2}, out);
    if (integer(node, "transA", 0) != 0) out.mutable_matmul()->set_transpose_a(true);
    if (integer(node, "transB", 0) != 0) out.mutable_matmul()->set_transpose_b(true);
    out.mutable_matmul();
  } else {
    return false;
  }
  add_first_output(node, out);
  return true;
}

// A squaring, as in norms that were exported operator by operator, is no power.
void simplify_power(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  out.mutable_elementwise()->set_function("pow");
  add_first_inputs(node, 2, out);
  add_first_output(node, out);
  if (node.input_size() < 2) return;
  const auto exponent = graph.constants.find(node.input(1));
  if (exponent == graph.constants.end() ||
      exponent->second->data_type() != onnx::TensorProto::FLOAT ||
      exponent->second->data_location() == onnx::TensorProto::EXTERNAL)
    return;
  const std::vector<float> values = onnx::ParseData<float>(exponent->second);
  if (values.size() != 1) return;
  if (values[0] == 2.0F) out.mutable_elementwise()->set_function("mul");
  if (values[0] == 0.5F) out.mutable_elementwise()->set_function("sqrt");
  if (values[0] == 2.0F || values[0] == 0.5F) out.mutable_input()->RemoveLast();
}

// Rows of a weight are an embedding; anything else picked by index only moves.
void convert_gather(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  add_inputs(node, {0, 1}, out);
  add_first_output(node, out);
  const bool from_table = node.input_size() > 0 && graph.known.contains(node.input(0));
  if (from_table && integer(node, "axis", 0) == 0)
    out.mutable_embedding();
  else
    out.mutable_move()->set_function("gather");
}

// Nearest neighbours are copied, interpolation multiplies and adds.
void convert_resize(const onnx::NodeProto& node, proto::Node& out) {
  const std::string mode = text(node, "mode");
  add_inputs(node, {0}, out);
  add_first_output(node, out);
  out.mutable_move()->set_function(mode == "cubic"    ? "resize_cubic"
                                   : mode == "linear" ? "resize_linear"
                                                      : "resize");
}

bool convert_standard(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  const std::string& type = node.op_type();
  if (convert_own(node, out)) return true;
  if (type == "Pow") {
    simplify_power(node, graph, out);
    return true;
  }
  if (type == "Gather") {
    convert_gather(node, graph, out);
    return true;
  }
  if (type == "Resize" || type == "Upsample") {
    convert_resize(node, out);
    return true;
  }
  return convert_product(node, out) || convert_window(node, graph, out) ||
         convert_by_table(node, out) || convert_irregular(node, graph, out);
}

}  // namespace

void convert_operator(const onnx::NodeProto& node, const OnnxGraphView& graph, proto::Node& out) {
  if (!is_of_onnx(node) || !convert_standard(node, graph, out)) convert_to_unsupported(node, out);
}

bool has_counterpart(const onnx::NodeProto& node) {
  if (!is_of_onnx(node) || is_window(node.op_type())) return true;
  proto::Node out;
  return convert_standard(node, {{}, {}, {}}, out);
}

void convert_to_unsupported(const onnx::NodeProto& node, proto::Node& out) {
  out.clear_input();
  out.clear_output();
  out.mutable_unsupported()->set_op_type(is_standard(node) ? node.op_type()
                                                           : node.domain() + "." + node.op_type());
  for (const std::string& input : node.input())
    if (!input.empty()) out.add_input(input);
  for (const std::string& output : node.output())
    if (!output.empty()) out.add_output(output);
}

}  // namespace tessera
