// Functions of single elements, with a table of what each costs in lane
// operations.
#include <array>
#include <limits>

#include "workloads/operators/function_table.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

struct Function {
  std::string_view name;
  // Lane operations per element of the output. A multiply-add is one add_mul;
  // exp, log, tanh, sine, root and reciprocal are one special each, the others
  // are written out in those.
  double add_mul, special, convert;
};

constexpr std::array kFunctions = {
    Function{"abs", 1, 0, 0},
    Function{"acos", 9, 1, 0},   // Abramowitz and Stegun 4.4.46: root of 1 - x times eight terms
    Function{"acosh", 2, 2, 0},  // log(x + root(x^2 - 1))
    Function{"add", 1, 0, 0},
    Function{"and", 1, 0, 0},
    Function{"asin", 9, 1, 0},  // as acos
    Function{"asinh", 2, 2, 0},
    Function{"atan", 10, 1, 0},  // 4.4.49: eight terms in x^2, of the reciprocal beyond 1
    Function{"atanh", 4, 2, 0},  // log((1 + x) / (1 - x)) / 2
    Function{"cast", 0, 0, 1},
    Function{"causal_convolution", 6, 2, 0},  // four taps of a channel, then silu
    Function{"ceil", 1, 0, 0},
    Function{"clip", 2, 0, 0},
    Function{"compare", 1, 0, 0},
    Function{"cos", 0, 1, 0},
    Function{"cosh", 2, 2, 0},  // (e + 1 / e) / 2
    Function{"dequantize", 1, 0, 1},
    Function{"div", 1, 1, 0},               // times the reciprocal
    Function{"dynamic_quantize", 4, 0, 1},  // largest value; then scale, round and saturate
    Function{"elu", 2, 1, 0},
    Function{"erf", 7, 2, 0},  // Abramowitz and Stegun 7.1.26: polynomial, exp, reciprocal
    Function{"exp", 0, 1, 0},
    Function{"floor", 1, 0, 0},
    Function{"gelu", 6, 1, 0},  // the tanh form: a cubic, tanh, (1 + t) x / 2
    Function{"gelu_erf", 9, 2, 0},
    Function{"gelu_mul", 7, 1, 0},  // gated: gelu(gate) * value
    Function{"hard_sigmoid", 3, 0, 0},
    Function{"hard_swish", 4, 0, 0},
    Function{"leaky_relu", 2, 0, 0},
    Function{"log", 0, 1, 0},
    Function{"max", 1, 0, 0},
    Function{"min", 1, 0, 0},
    Function{"mod", 2, 1, 0},
    Function{"mul", 1, 0, 0},
    Function{"neg", 1, 0, 0},
    Function{"not", 1, 0, 0},
    Function{"pow", 1, 2, 0},  // exp(y log x)
    Function{"prelu", 2, 0, 0},
    Function{"quantize", 2, 0, 1},  // scale, round and saturate
    Function{"reciprocal", 0, 1, 0},
    Function{"relu", 1, 0, 0},
    Function{"relu_squared", 2, 0, 0},
    Function{"round", 1, 0, 0},
    Function{"rsqrt", 0, 1, 0},
    Function{"shift", 1, 0, 0},
    Function{"shrink", 3, 0, 0},   // compare the amount, move towards zero, select
    Function{"sigmoid", 1, 2, 0},  // 1 / (1 + exp(-x))
    Function{"silu", 2, 2, 0},
    Function{"silu_mul", 3, 2, 0},  // gated: silu(gate) * value
    Function{"sin", 0, 1, 0},
    Function{"sinh", 2, 2, 0},
    Function{"softplus", 1, 2, 0},
    Function{"softsign", 3, 1, 0},  // x times the reciprocal of 1 + |x|
    Function{"sqrt", 0, 1, 0},
    Function{"sub", 1, 0, 0},
    Function{"tan", 1, 3, 0},  // sine times the reciprocal of the cosine
    Function{"tanh", 0, 1, 0},
    Function{"threshold", 2, 0, 0},  // compare and select
    Function{"triangle", 2, 0, 0},   // compare the places, select
    Function{"where", 1, 0, 0},
};

// One input that holds gate and value side by side.
bool is_gated_pair(std::string_view name, const OperatorNode& node) {
  return (name == "silu_mul" || name == "gelu_mul") && node.inputs.size() == 1;
}

// Older exporters state one slope for each channel, the second dimension.
bool has_slope_per_channel(const OperatorNode& node) {
  if (node.inputs.size() != 2 || node.input(1).shape.size() != 1) return false;
  const Shape& shape = node.input(0).shape;
  return shape.size() > 1 && node.input(1).shape[0] == shape[1];
}

bool fits(std::string_view name, OperatorNode& node) {
  const BoundTensor& output = node.output(0);
  if (is_gated_pair(name, node)) {
    Shape half = node.input(0).shape;
    if (half.empty() || half.back() % 2 != 0) {
      node.mistake("the last dimension of " + described(node.input(0)) +
                   " must be even: gate and value side by side");
      return false;
    }
    half.back() /= 2;
    return node.has_shape(output, half);
  }
  std::optional<Shape> shape = node.input(0).shape;
  if (name == "prelu" && has_slope_per_channel(node)) return node.has_shape(output, *shape);
  for (std::size_t i = 1; i < node.inputs.size(); ++i) {
    shape = broadcast(*shape, node.input(i).shape);
    if (!shape) {
      node.mistake("the dimensions of " + described(node.input(0)) + " and " +
                   described(node.input(i)) + " must be equal or 1");
      return false;
    }
  }
  return node.has_shape(output, *shape);
}

}  // namespace

std::vector<std::string> elementwise_functions() { return names_in(kFunctions); }

OperatorWork elementwise_work(const proto::ElementwiseOp& op, OperatorNode& node) {
  const Function* function = function_in(kFunctions, op.function(), "elementwise.function", node);
  if (function == nullptr) return {};
  if (!node.has_inputs(1, std::numeric_limits<std::size_t>::max(), "the operands") ||
      !node.has_outputs(1, 1) || !fits(op.function(), node))
    return {};
  OperatorWork work = node.touching_everything();
  const auto elements = static_cast<double>(node.output(0).elements());
  // A sum of n tensors is n - 1 additions.
  const bool chained = node.inputs.size() > 2 && op.function() != "where" &&
                       op.function() != "clip" && function->special == 0 && function->convert == 0;
  const double times = chained ? static_cast<double>(node.inputs.size() - 1) : 1;
  work.vector.add_mul = function->add_mul * elements * times;
  work.vector.special = function->special * elements;
  work.vector.convert = function->convert * elements;
  return work;
}

}  // namespace tessera
