// Layer norm and RMS norm, written as means, roots and products.
#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/pattern.h"
#include "workloads/import/onnx/recognise/product.h"

namespace tessera {
namespace {

// The mean over the last dimension alone, which stays as 1.
const onnx::NodeProto* mean_of(const Flow& flow, const std::string& name) {
  const onnx::NodeProto* mean = flow.writer(name, "ReduceMean");
  if (mean == nullptr || integer(*mean, "keepdims", 1) == 0) return nullptr;
  std::vector<std::int64_t> axes = integers(*mean, "axes");
  if (mean->input_size() > 1)
    if (const auto stated = flow.numbers(mean->input(1)))
      axes.assign(stated->begin(), stated->end());
  const auto last = static_cast<std::int64_t>(flow.rank(mean->input(0))) - 1;
  return last >= 0 && axes.size() == 1 && (axes[0] == -1 || axes[0] == last) ? mean : nullptr;
}

// The value whose square `name` is.
std::optional<std::string> squared(const Flow& flow, const std::string& name, NodeSet& inside) {
  const onnx::NodeProto* square = flow.writer(name);
  if (square == nullptr || square->input_size() != 2) return std::nullopt;
  const bool power = type_of(*square) == "Pow" && flow.number(square->input(1)) == 2;
  const bool product = type_of(*square) == "Mul" && square->input(0) == square->input(1);
  if (!power && !product) return std::nullopt;
  inside.insert(square);
  return square->input(0);
}

// The value whose mean square, with a little added, `name` is.
std::optional<std::string> of_mean_square(const Flow& flow, const std::string& name,
                                          NodeSet& inside) {
  const onnx::NodeProto* sum = flow.writer(name, "Add");
  if (sum == nullptr) return std::nullopt;
  const int other = flow.number(sum->input(0)) ? 1 : 0;
  if (!flow.number(sum->input(1 - other))) return std::nullopt;
  const onnx::NodeProto* mean = mean_of(flow, sum->input(other));
  if (mean == nullptr) return std::nullopt;
  inside.insert({sum, mean});
  return squared(flow, mean->input(0), inside);
}

std::optional<std::string> of_root(const Flow& flow, const std::string& name, NodeSet& inside) {
  const onnx::NodeProto* root = flow.writer(name);
  if (root == nullptr) return std::nullopt;
  const bool power = type_of(*root) == "Pow" && flow.number(root->input(1)) == 0.5;
  if (type_of(*root) != "Sqrt" && !power) return std::nullopt;
  inside.insert(root);
  return of_mean_square(flow, root->input(0), inside);
}

std::optional<std::string> of_inverse_root(const Flow& flow, const std::string& name,
                                           NodeSet& inside) {
  const onnx::NodeProto* inverse = flow.writer(name);
  if (inverse == nullptr) return std::nullopt;
  inside.insert(inverse);
  const std::string type = type_of(*inverse);
  if (type == "Reciprocal") return of_root(flow, inverse->input(0), inside);
  if (type == "Div" && flow.number(inverse->input(0)) == 1)
    return of_root(flow, inverse->input(1), inside);
  if (type == "Pow" && flow.number(inverse->input(1)) == -0.5)
    return of_mean_square(flow, inverse->input(0), inside);
  return std::nullopt;
}

// x - mean(x); exporters sometimes write it twice.
std::optional<std::string> centred(const Flow& flow, const std::string& name, NodeSet& inside) {
  const onnx::NodeProto* difference = flow.writer(name, "Sub");
  if (difference == nullptr) return std::nullopt;
  const onnx::NodeProto* mean = mean_of(flow, difference->input(1));
  if (mean == nullptr || mean->input(0) != difference->input(0)) return std::nullopt;
  inside.insert({difference, mean});
  return difference->input(0);
}

struct Norm {
  std::string x;
  bool layer = false;
  NodeSet inside;
};

std::optional<Norm> norm_at(const Flow& flow, const onnx::NodeProto& node) {
  if (node.input_size() != 2) return std::nullopt;
  for (const int i : {0, 1}) {
    Norm norm{node.input(i), false, {&node}};
    std::optional<std::string> scaled;
    if (type_of(node) == "Div" && i == 0) scaled = of_root(flow, node.input(1), norm.inside);
    if (type_of(node) == "Mul") scaled = of_inverse_root(flow, node.input(1 - i), norm.inside);
    if (!scaled) continue;
    const std::optional<std::string> x = centred(flow, norm.x, norm.inside);
    const bool same = *scaled == norm.x || (x && centred(flow, *scaled, norm.inside) == x);
    if (!same) continue;
    if (x) norm = {*x, true, std::move(norm.inside)};
    return norm;
  }
  return std::nullopt;
}

// The operand that is known beside `value`: a weight or a bias of the last dimension.
std::optional<std::string> parameter_beside(const Flow& flow, const onnx::NodeProto& node,
                                            const std::string& value) {
  if (node.input_size() != 2) return std::nullopt;
  const std::string& other = node.input(node.input(0) == value ? 1 : 0);
  const Flow::Dims *row = flow.dims(value), *own = flow.dims(other);
  if (!flow.known(other) || row == nullptr || own == nullptr || own->empty()) return std::nullopt;
  for (std::size_t i = 0; i + 1 < own->size(); ++i)
    if ((*own)[i] != "1") return std::nullopt;
  if (own->back() != row->back()) return std::nullopt;
  return other;
}

}  // namespace

std::optional<Match> match_norm(const Flow& flow, const onnx::NodeProto& node) {
  std::optional<Norm> norm = norm_at(flow, node);
  if (!norm) return std::nullopt;
  Match match;
  match.root = &node;
  match.inside = std::move(norm->inside);
  std::vector<std::string> inputs = {norm->x};
  // Weight and bias follow, perhaps behind a cast back to fewer bits.
  NodeSet casts;
  for (const char* wanted : {"Mul", "Add"}) {
    const onnx::NodeProto* next = flow.only_reader(match.root->output(0));
    std::string value = match.root->output(0);
    if (next != nullptr && type_of(*next) == "Cast") {
      casts = {next};
      value = next->output(0);
      next = flow.only_reader(value);
    }
    if (next == nullptr || type_of(*next) != wanted || (!norm->layer && wanted[0] == 'A')) break;
    const std::optional<std::string> parameter = parameter_beside(flow, *next, value);
    if (!parameter) break;
    inputs.push_back(*parameter);
    match.inside.insert(next);
    match.inside.insert(casts.begin(), casts.end());
    match.root = next;
  }
  match.replacement = {own_node(norm->layer ? "LayerNormalization" : "RMSNormalization", inputs,
                                {match.root->output(0)}, match.root->name())};
  return match;
}

// TensorFlow's order: x * s + (bias - mean * s), where s is the weight over the root.
std::optional<Match> match_folded_norm(const Flow& flow, const onnx::NodeProto& node) {
  if (type_of(node) != "Add" || node.input_size() != 2) return std::nullopt;
  for (const int i : {0, 1}) {
    const onnx::NodeProto* scaled = flow.writer(node.input(i), "Mul");
    const onnx::NodeProto* shift = flow.writer(node.input(1 - i), "Sub");
    if (scaled == nullptr || shift == nullptr || !flow.known(shift->input(0))) continue;
    const onnx::NodeProto* shifted = flow.writer(shift->input(1), "Mul");
    if (shifted == nullptr) continue;
    for (const int x : {0, 1}) {
      const std::string& scale = scaled->input(1 - x);
      const onnx::NodeProto* mean =
          mean_of(flow, shifted->input(shifted->input(0) == scale ? 1 : 0));
      if (mean == nullptr || mean->input(0) != scaled->input(x) ||
          (shifted->input(0) != scale && shifted->input(1) != scale))
        continue;
      Match match;
      match.root = &node;
      match.inside = {&node, scaled, shift, shifted, mean};
      std::vector<std::string> inputs = {scaled->input(x)};
      std::string inverse = scale;
      if (const onnx::NodeProto* weighted = flow.writer(scale, "Mul")) {
        const int weight = flow.known(weighted->input(0)) ? 0 : 1;
        if (!flow.known(weighted->input(weight))) continue;
        match.inside.insert(weighted);
        inputs.push_back(weighted->input(weight));
        inverse = weighted->input(1 - weight);
      }
      const std::optional<std::string> square = of_inverse_root(flow, inverse, match.inside);
      if (!square || centred(flow, *square, match.inside) != inputs[0]) continue;
      inputs.push_back(shift->input(0));
      match.replacement = {own_node("LayerNormalization", inputs, {node.output(0)}, node.name())};
      return match;
    }
  }
  return std::nullopt;
}

}  // namespace tessera
