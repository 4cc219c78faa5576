// GELU, SiLU and HardSwish, written as functions of single elements.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/pattern.h"
#include "workloads/import/onnx/recognise/product.h"

namespace tessera {
namespace {

bool is_product(const onnx::NodeProto& node) {
  return type_of(node) == "Mul" || type_of(node) == "Div";
}

// The other operand of `value + wanted`, or nothing.
std::optional<std::string> added_to(const Flow& flow, const onnx::NodeProto* sum, double wanted) {
  if (sum == nullptr || sum->input_size() != 2) return std::nullopt;
  for (int i : {0, 1})
    if (const auto number = flow.number(sum->input(i)); number && is_about(*number, wanted))
      return sum->input(1 - i);
  return std::nullopt;
}

Match activation(const std::string& op, const std::string& x, const onnx::NodeProto& root,
                 NodeSet inside) {
  Match match;
  match.root = &root;
  match.inside = std::move(inside);
  match.inside.insert(&root);
  match.replacement = {own_node(op, {x}, {root.output(0)}, root.name())};
  return match;
}

bool is_scaled(const Flow& flow, const std::string& name, const std::string& x, double wanted,
               NodeSet& inside) {
  const Factors factors = factors_of(flow, name);
  inside.insert(factors.inside.begin(), factors.inside.end());
  return factors.names == std::vector<std::string>{x} && is_about(factors.constant, wanted);
}

// Sums, products and powers of x and constants alone.
bool is_polynomial(const Flow& flow, const std::string& name, const std::string& x, NodeSet& inside,
                   std::vector<double>& constants, int depth = 0) {
  if (name == x) return true;
  if (const auto number = flow.number(name)) {
    constants.push_back(*number);
    return true;
  }
  const onnx::NodeProto* writer = flow.writer(name);
  if (writer == nullptr || depth > 8) return false;
  const std::string type = type_of(*writer);
  if (type != "Add" && type != "Mul" && type != "Pow" && type != "Div") return false;
  inside.insert(writer);
  return std::all_of(writer->input().begin(), writer->input().end(), [&](const auto& input) {
    return is_polynomial(flow, input, x, inside, constants, depth + 1);
  });
}

// tanh(root(2/pi) (x + 0.044715 x^3)), however it is multiplied out.
bool is_cubic(const Flow& flow, const std::string& name, const std::string& x, NodeSet& inside) {
  std::vector<double> constants;
  if (name == x || !is_polynomial(flow, name, x, inside, constants)) return false;
  const double root = std::sqrt(2 / std::numbers::pi);
  const auto holds = [&](double wanted) {
    return std::any_of(constants.begin(), constants.end(),
                       [&](double one) { return is_about(one, wanted); });
  };
  return holds(root) && (holds(0.044715) || holds(root * 0.044715));
}

}  // namespace

// x/2 (1 + erf(x / root 2)), or with tanh.
std::optional<Match> match_gelu(const Flow& flow, const onnx::NodeProto& node) {
  if (!is_product(node)) return std::nullopt;
  const Factors factors = factors_of(flow, node);
  if (factors.names.size() != 2 || !is_about(factors.constant, 0.5)) return std::nullopt;
  for (const std::size_t i : {0, 1}) {
    const std::string& x = factors.names[i];
    const onnx::NodeProto* sum = flow.writer(factors.names[1 - i], "Add");
    const std::optional<std::string> inner = added_to(flow, sum, 1);
    const onnx::NodeProto* function = inner ? flow.writer(*inner) : nullptr;
    if (function == nullptr) continue;
    NodeSet inside = factors.inside;
    inside.insert({sum, function});
    if (type_of(*function) == "Erf" &&
        is_scaled(flow, function->input(0), x, 1 / std::numbers::sqrt2, inside))
      return activation("Gelu", x, node, std::move(inside));
    if (type_of(*function) == "Tanh" && is_cubic(flow, function->input(0), x, inside))
      return activation("GeluTanh", x, node, std::move(inside));
  }
  return std::nullopt;
}

std::optional<Match> match_silu(const Flow& flow, const onnx::NodeProto& node) {
  if (type_of(node) != "Mul" || node.input_size() != 2) return std::nullopt;
  for (const int i : {0, 1}) {
    const std::string& x = node.input(i);
    const onnx::NodeProto* sigmoid = flow.writer(node.input(1 - i), "Sigmoid");
    if (sigmoid == nullptr) continue;
    NodeSet inside = {sigmoid};
    // Some exporters multiply by a slope of 1 first.
    if (sigmoid->input(0) == x || is_scaled(flow, sigmoid->input(0), x, 1, inside))
      return activation("Silu", x, node, std::move(inside));
  }
  return std::nullopt;
}

namespace {

// clip(x + 3, 0, 6)
bool is_clipped(const Flow& flow, const onnx::NodeProto& clip, const std::string& x,
                NodeSet& inside) {
  const auto bound = [&](int input, const char* name) -> std::optional<double> {
    if (const onnx::AttributeProto* stated = find_attribute(clip, name)) return stated->f();
    return input < clip.input_size() ? flow.number(clip.input(input)) : std::nullopt;
  };
  const onnx::NodeProto* sum = flow.writer(clip.input(0), "Add");
  if (added_to(flow, sum, 3) != x || bound(1, "min") != 0 || bound(2, "max") != 6) return false;
  inside.insert({&clip, sum});
  return true;
}

}  // namespace

std::optional<Match> match_hard_swish(const Flow& flow, const onnx::NodeProto& node) {
  if (!is_product(node)) return std::nullopt;
  const Factors factors = factors_of(flow, node);
  if (factors.names.size() != 2) return std::nullopt;
  for (const std::size_t i : {0, 1}) {
    const std::string& x = factors.names[i];
    const onnx::NodeProto* gate = flow.writer(factors.names[1 - i]);
    if (gate == nullptr) continue;
    NodeSet inside = factors.inside;
    inside.insert(gate);
    const onnx::AttributeProto* alpha = find_attribute(*gate, "alpha");
    if (type_of(*gate) == "HardSigmoid" && gate->input(0) == x && alpha != nullptr &&
        is_about(alpha->f(), 1.0 / 6) && is_about(factors.constant, 1))
      return activation("HardSwish", x, node, std::move(inside));
    if (type_of(*gate) == "Clip" && is_about(factors.constant, 1.0 / 6) &&
        is_clipped(flow, *gate, x, inside))
      return activation("HardSwish", x, node, std::move(inside));
  }
  return std::nullopt;
}

// What was found before, times a value of the same shape.
std::optional<Match> match_gated(const Flow& flow, const onnx::NodeProto& node) {
  if (type_of(node) != "Mul" || node.input_size() != 2) return std::nullopt;
  if (!flow.same_dims(node.input(0), node.input(1))) return std::nullopt;
  for (const int i : {0, 1}) {
    const std::string& value = node.input(1 - i);
    const onnx::NodeProto* gate = flow.writer(node.input(i));
    if (gate == nullptr || flow.known(value) || value == gate->output(0)) continue;
    const std::string type = type_of(*gate);
    if (type != "Silu" && type != "GeluTanh") continue;
    Match match;
    match.root = &node;
    match.inside = {&node, gate};
    match.replacement = {own_node(type == "Silu" ? "SiluMul" : "GeluMul", {gate->input(0), value},
                                  {node.output(0)}, node.name())};
    return match;
  }
  return std::nullopt;
}

}  // namespace tessera
