#include "workloads/state_space.h"

#include <map>
#include <memory>
#include <optional>

namespace tessera {
namespace {

struct Scan {
  std::int64_t batch = 1, heads = 1, head_dim = 1, state_dim = 1, groups = 1, seq = 1, chunk = 1;
  bool delta_rule = false;
  std::int64_t chunks() const { return batch * ceil_divide(seq, chunk); }
  std::int64_t state() const { return heads * head_dim * state_dim; }
};

std::optional<Scan> scan_of(const proto::StateSpaceOp& op, OperatorNode& node) {
  if (!node.has_inputs(5, 5, "values, keys, queries, decay and the state") ||
      !node.has_outputs(2, 2))
    return std::nullopt;
  Scan s;
  s.heads = node.number(op.heads(), "heads", 1);
  s.head_dim = node.number(op.head_dim(), "head_dim", 1);
  s.state_dim = node.number(op.state_dim(), "state_dim", 1);
  s.groups = op.has_groups() ? node.number(op.groups(), "groups", 1) : 1;
  s.seq = node.number(op.seq(), "seq", 1);
  s.chunk = std::min(s.seq, node.number(op.chunk(), "chunk", 1));
  if (s.chunk > 0) s.chunk = ceil_divide(s.seq, ceil_divide(s.seq, s.chunk));  // equally long
  s.delta_rule = op.delta_rule();
  if (!node.mistakes.empty()) return std::nullopt;
  if (s.heads % s.groups != 0)
    node.mistake("groups is " + std::to_string(s.groups) + ", must divide heads (" +
                 std::to_string(s.heads) + ")");
  if (node.input(0).shape.size() != 3) {
    node.mistake("the values " + described(node.input(0)) +
                 " must have 3 dimensions: batch, seq, heads*head_dim");
    return std::nullopt;
  }
  s.batch = node.input(0).shape[0];
  const std::int64_t keys = s.groups * s.state_dim;
  node.has_shape(node.input(0), {s.batch, s.seq, s.heads * s.head_dim});
  for (const std::size_t i : {1, 2}) node.has_shape(node.input(i), {s.batch, s.seq, keys});
  node.has_shape(node.input(3), {s.batch, s.seq, s.heads});
  node.has_shape(node.input(4), {s.batch, s.state()});
  node.has_shape(node.output(0), {s.batch, s.seq, s.heads * s.head_dim});
  node.has_shape(node.output(1), {s.batch, s.state()});
  if (!node.mistakes.empty()) return std::nullopt;
  return s;
}

class Parts {
 public:
  Parts(const Scan& scan, const OperatorNode& node, const BoundNode& bound, const AddTensor& add)
      : s_(scan), node_(node), bound_(bound), add_(add) {}

  // The state is decayed, takes the token in and is read: three multiply-adds an element.
  std::vector<BoundNode> one_token() {
    const auto elements = static_cast<double>(s_.batch * s_.state());
    BoundNode& step = part("step", bound_.inputs, bound_.outputs);
    step.kind = OperatorKind::kElementwise;
    step.function = kStateUpdate;
    step.work.vector.add_mul = (s_.delta_rule ? 5 : 3) * elements;
    step.work.vector.special = static_cast<double>(s_.batch * s_.heads);
    return std::move(parts_);
  }

  std::vector<BoundNode> chunks() {
    const int values = whole_chunks(bound_.inputs[0]), keys = whole_chunks(bound_.inputs[1]);
    const int queries = whole_chunks(bound_.inputs[2]);
    const int decay = bound_.inputs[3], before = bound_.inputs[4];
    const std::int64_t n = s_.chunks() * s_.groups, tokens = s_.chunk, state = s_.state_dim;
    const std::int64_t width = s_.heads / s_.groups * s_.head_dim;  // of all heads of a group
    const Shape rows = {n, tokens, width}, states = {n, width, state};
    const int added = tensor("added", states), entering = tensor("entering", states);
    int taken = values;
    if (s_.delta_rule) {
      const int system = multiply("system", keys, keys, {n, tokens, tokens, state, false});
      taken = multiply("solve_values", system, values, {n, tokens, width, tokens, false});
      const int read = multiply("solve_keys", system, keys, {n, tokens, state, tokens, false});
      const int fresh = tensor("fresh", rows);
      product("take_out", {read, entering, taken}, {fresh}, {n, tokens, width, state, false});
      taken = fresh;
    }
    const int scores = multiply("scores", queries, keys, {n, tokens, tokens, state, false});
    product("states", {taken, keys, decay}, {added}, {n, width, state, tokens, false});
    pass({added, before}, {entering, bound_.outputs[1]});
    const int inner = tensor("inner", rows);
    // Scores of a head are those of its group times the decay between the two tokens.
    BoundNode& within =
        product("inner", {scores, taken, decay}, {inner}, {n, tokens, width, tokens, false});
    const auto pairs = static_cast<double>(s_.chunks() * s_.heads * tokens * tokens);
    within.work.vector.add_mul = pairs;
    within.work.vector.special = pairs / 2;
    const int out = padded() ? tensor("rows", rows) : bound_.outputs[0];
    product("outer", {queries, entering, inner}, {out}, {n, tokens, width, state, false});
    if (padded()) move("cut", "slice", out, bound_.outputs[0]);
    return std::move(parts_);
  }

 private:
  int tensor(const std::string& name, const Shape& shape) {
    BoundTensor tensor = node_.output(0);
    tensor.name = bound_.name + "." + name + "_out";
    tensor.shape = shape;
    tensor.role = TensorRole::kActivation;
    added_.push_back(std::make_unique<BoundTensor>(tensor));
    const int index = add_(std::move(tensor));
    by_index_[index] = added_.back().get();
    return index;
  }

  const BoundTensor& at(int index) const {
    if (const auto own = by_index_.find(index); own != by_index_.end()) return *own->second;
    for (std::size_t i = 0; i < bound_.inputs.size(); ++i)
      if (bound_.inputs[i] == index) return node_.input(i);
    return node_.output(bound_.outputs[0] == index ? 0 : 1);
  }

  BoundNode& part(const std::string& name, const std::vector<int>& inputs,
                  const std::vector<int>& outputs) {
    BoundNode& part = parts_.emplace_back();
    part.name = bound_.name + "." + name;
    part.inputs = inputs;
    part.outputs = outputs;
    for (const int input : inputs) part.work.read += at(input).bytes();
    for (const int output : outputs) part.work.written += at(output).bytes();
    part.matrix_type = product_type(at(inputs[0]).type, at(inputs.back()).type);
    return part;
  }

  BoundNode& product(const std::string& name, const std::vector<int>& inputs,
                     const std::vector<int>& outputs, const GemmShape& shape) {
    BoundNode& product = part(name, inputs, outputs);
    product.kind = OperatorKind::kMatMul;
    product.work.gemm = shape;
    return product;
  }

  // Chunks are equally long; where the prompt is not so many of them, its rows are padded.
  bool padded() const { return s_.chunks() * s_.chunk != s_.batch * s_.seq; }

  int whole_chunks(int rows) {
    if (!padded()) return rows;
    const std::int64_t width = at(rows).shape.back();
    const int whole =
        tensor("whole_" + std::to_string(parts_.size()), {s_.chunks(), s_.chunk, width});
    move("pad_" + std::to_string(parts_.size()), "pad", rows, whole);
    return whole;
  }

  void move(const std::string& name, const std::string& function, int from, int to) {
    BoundNode& move = part(name, {from}, {to});
    move.kind = OperatorKind::kMove;
    move.function = function;
  }

  // Into a tensor of its own, which is returned.
  int multiply(const std::string& name, int a, int b, const GemmShape& shape) {
    const int result = tensor(name, {shape.batch, shape.m, shape.n});
    product(name, {a, b}, {result}, shape);
    return result;
  }

  void pass(const std::vector<int>& inputs, const std::vector<int>& outputs) {
    BoundNode& pass = part("passing", inputs, outputs);
    pass.kind = OperatorKind::kElementwise;
    pass.function = kStateUpdate;
    pass.work.vector.add_mul = static_cast<double>(at(inputs[0]).elements());
  }

  const Scan& s_;
  const OperatorNode& node_;
  const BoundNode& bound_;
  const AddTensor& add_;
  std::vector<std::unique_ptr<BoundTensor>> added_;
  std::map<int, const BoundTensor*> by_index_;
  std::vector<BoundNode> parts_;
};

}  // namespace

std::vector<BoundNode> state_space_parts(const proto::StateSpaceOp& op, OperatorNode& node,
                                         const BoundNode& bound, const AddTensor& add) {
  const std::optional<Scan> scan = scan_of(op, node);
  if (!scan) return {};
  Parts parts(*scan, node, bound, add);
  return scan->seq == 1 ? parts.one_token() : parts.chunks();
}

}  // namespace tessera
