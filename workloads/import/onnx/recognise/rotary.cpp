// Rotary embedding: x cos + rotated(x) sin, where the rotation swaps halves (or neighbours) and
// negates one of them.
#include <algorithm>

#include "workloads/import/onnx/attributes.h"
#include "workloads/import/onnx/recognise/heads.h"
#include "workloads/import/onnx/recognise/pattern.h"

namespace tessera {
namespace {

// One of the two parts of x along its last dimension.
struct Part {
  std::string x;
  bool second = false;
};

bool is_last_axis(const Flow& flow, std::int64_t axis, const std::string& x) {
  return axis == -1 || axis + 1 == static_cast<std::int64_t>(flow.rank(x));
}

std::int64_t size_of_last(const Flow& flow, const std::string& name) {
  const Flow::Dims* dims = flow.dims(name);
  if (dims == nullptr || dims->empty() ||
      dims->back().find_first_not_of("0123456789") != std::string::npos)
    return 0;
  return std::stoll(dims->back());
}

std::optional<double> first_number(const Flow& flow, const onnx::NodeProto& node, int input,
                                   const char* attribute) {
  if (input < node.input_size()) {
    const auto numbers = flow.numbers(node.input(input));
    if (!numbers || numbers->size() != 1) return std::nullopt;
    return (*numbers)[0];
  }
  const std::vector<std::int64_t> stated = integers(node, attribute);
  if (stated.size() != 1) return std::nullopt;
  return static_cast<double>(stated[0]);
}

// The halves start at 0 and in the middle; of neighbours the second starts at 1.
std::optional<Part> part_of_slice(const Flow& flow, const onnx::NodeProto& slice) {
  const std::string& x = slice.input(0);
  const auto start = first_number(flow, slice, 1, "starts");
  const auto axis = first_number(flow, slice, 3, "axes");
  const std::int64_t size = size_of_last(flow, x);
  if (!start || !axis || !is_last_axis(flow, static_cast<std::int64_t>(*axis), x) || size < 2 ||
      2 * size_of_last(flow, slice.output(0)) != size)
    return std::nullopt;
  const bool neighbours = slice.input_size() > 4 && first_number(flow, slice, 4, "steps") == 2;
  const double middle = neighbours ? 1 : static_cast<double>(size / 2);
  if (*start != 0 && *start != middle) return std::nullopt;
  return Part{x, *start == middle};
}

constexpr std::size_t kMostUnsqueezed = 16;  // longer chains are no pattern

std::optional<Part> part_of(const Flow& flow, const std::string& name, NodeSet& inside) {
  const onnx::NodeProto* writer = flow.writer(name);
  if (writer == nullptr || writer->input().empty()) return std::nullopt;
  inside.insert(writer);
  const std::string type = type_of(*writer);
  if (type == "Unsqueeze" && inside.size() < kMostUnsqueezed)
    return part_of(flow, writer->input(0), inside);
  if (type == "Slice") return part_of_slice(flow, *writer);
  if (type != "Split" || writer->output_size() != 2 ||
      !is_last_axis(flow, integer(*writer, "axis", 0), writer->input(0)) ||
      size_of_last(flow, writer->output(0)) != size_of_last(flow, writer->output(1)))
    return std::nullopt;
  return Part{writer->input(0), name == writer->output(1)};
}

// concat(-second, first) is x turned by a quarter; of neighbours a reshape joins the pairs.
std::optional<std::string> quarter_turn_of(const Flow& flow, const std::string& name,
                                           NodeSet& inside) {
  const onnx::NodeProto* joined = flow.writer(name);
  if (joined != nullptr && type_of(*joined) == "Reshape") {
    inside.insert(joined);
    joined = flow.writer(joined->input(0));
  }
  if (joined == nullptr || type_of(*joined) != "Concat" || joined->input_size() != 2)
    return std::nullopt;
  inside.insert(joined);
  std::string negated = joined->input(0);
  const onnx::NodeProto* outer = flow.writer(negated, "Unsqueeze");
  if (outer != nullptr) {
    inside.insert(outer);
    negated = outer->input(0);
  }
  const onnx::NodeProto* neg = flow.writer(negated, "Neg");
  if (neg == nullptr) return std::nullopt;
  inside.insert(neg);
  const std::optional<Part> second = part_of(flow, neg->input(0), inside);
  const std::optional<Part> first = part_of(flow, joined->input(1), inside);
  if (!first || !second || first->x != second->x || first->second || !second->second)
    return std::nullopt;
  return first->x;
}

// x cos + turned(x) sin; cosine and sine are any values.
std::optional<std::string> rotated_whole(const Flow& flow, const onnx::NodeProto& node,
                                         NodeSet& inside) {
  if (type_of(node) != "Add" || node.input_size() != 2) return std::nullopt;
  const onnx::NodeProto* terms[] = {flow.writer(node.input(0), "Mul"),
                                    flow.writer(node.input(1), "Mul")};
  if (terms[0] == nullptr || terms[1] == nullptr) return std::nullopt;
  for (const int sine : {0, 1})
    for (const int operand : {0, 1}) {
      NodeSet turned = {&node, terms[0], terms[1]};
      const auto x = quarter_turn_of(flow, terms[sine]->input(operand), turned);
      const auto& cosine = *terms[1 - sine];
      if (!x || (cosine.input(0) != *x && cosine.input(1) != *x)) continue;
      inside = std::move(turned);
      return x;
    }
  return std::nullopt;
}

// Which part of x is multiplied, and by what.
struct Term {
  Part part;
  std::string by;
};

std::optional<Term> term_of(const Flow& flow, const std::string& name, NodeSet& inside) {
  const onnx::NodeProto* product = flow.writer(name, "Mul");
  if (product == nullptr) return std::nullopt;
  for (const int i : {0, 1}) {
    NodeSet parts;
    const std::optional<Part> part = part_of(flow, product->input(i), parts);
    if (!part) continue;
    inside.insert(product);
    inside.insert(parts.begin(), parts.end());
    return Term{*part, product->input(1 - i)};
  }
  return std::nullopt;
}

// concat(first cos - second sin, second cos + first sin)
std::optional<std::string> rotated_by_parts(const Flow& flow, const onnx::NodeProto& node,
                                            NodeSet& inside) {
  if (type_of(node) != "Concat" || node.input_size() != 2 ||
      !is_last_axis(flow, integer(node, "axis", 0), node.output(0)))
    return std::nullopt;
  const onnx::NodeProto* difference = flow.writer(node.input(0), "Sub");
  const onnx::NodeProto* sum = flow.writer(node.input(1), "Add");
  if (difference == nullptr || sum == nullptr) return std::nullopt;
  inside = {&node, difference, sum};
  const auto a = term_of(flow, difference->input(0), inside);
  const auto b = term_of(flow, difference->input(1), inside);
  auto c = term_of(flow, sum->input(0), inside);
  auto d = term_of(flow, sum->input(1), inside);
  if (!a || !b || !c || !d) return std::nullopt;
  if (!c->part.second) std::swap(c, d);
  const bool turned = !a->part.second && b->part.second && c->part.second && !d->part.second &&
                      a->by == c->by && b->by == d->by;
  const std::string& x = a->part.x;
  if (!turned || b->part.x != x || c->part.x != x || d->part.x != x) return std::nullopt;
  return x;
}

}  // namespace

std::optional<Match> match_rotary(const Flow& flow, const onnx::NodeProto& node) {
  Match match;
  match.root = &node;
  std::optional<std::string> x = rotated_whole(flow, node, match.inside);
  if (!x) x = rotated_by_parts(flow, node, match.inside);
  if (!x || !flow.same_dims(*x, node.output(0))) return std::nullopt;
  // Heads that were moved in front of the tokens are rotated on their way.
  const onnx::NodeProto* moved = flow.writer(*x, "Transpose");
  const bool only_here = moved != nullptr && !flow.leaves(*x) && swaps_heads(*moved) &&
                         std::ranges::all_of(flow.readers(*x), [&](const auto* reader) {
                           return match.inside.contains(reader);
                         });
  if (!only_here) {
    match.replacement = {own_node("Rope", {*x}, {node.output(0)}, node.name())};
    return match;
  }
  const std::string rotated = node.output(0) + "/rotated";
  match.inside.insert(moved);
  match.values[rotated] = *flow.value(moved->input(0));
  match.replacement = {own_node("Rope", {moved->input(0)}, {rotated}, node.name()),
                       own_node("View", {rotated}, {node.output(0)}, node.name() + "/heads")};
  return match;
}

}  // namespace tessera
