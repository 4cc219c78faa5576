// Work on the lanes and moves of data, by the names that PyTorch has for them.
#include <algorithm>
#include <array>
#include <string_view>

#include "workloads/import/chakra/operators.h"
#include "workloads/operators/operator_node.h"

namespace tessera {
namespace {

struct Name {
  std::string_view theirs, ours;
};

constexpr std::array kElementwise = {Name{"abs", "abs"},
                                     Name{"add", "add"},
                                     Name{"bitwise_and", "and"},
                                     Name{"clamp", "clip"},
                                     Name{"cos", "cos"},
                                     Name{"div", "div"},
                                     Name{"eq", "compare"},
                                     Name{"erf", "erf"},
                                     Name{"exp", "exp"},
                                     Name{"ge", "compare"},
                                     Name{"gelu", "gelu"},
                                     Name{"gt", "compare"},
                                     Name{"hardswish", "hard_swish"},
                                     Name{"le", "compare"},
                                     Name{"leaky_relu", "leaky_relu"},
                                     Name{"log", "log"},
                                     Name{"lt", "compare"},
                                     Name{"masked_fill", "where"},
                                     Name{"maximum", "max"},
                                     Name{"minimum", "min"},
                                     Name{"mul", "mul"},
                                     Name{"ne", "compare"},
                                     Name{"neg", "neg"},
                                     Name{"pow", "pow"},
                                     Name{"reciprocal", "reciprocal"},
                                     Name{"relu", "relu"},
                                     Name{"rsqrt", "rsqrt"},
                                     Name{"rsub", "sub"},
                                     Name{"sigmoid", "sigmoid"},
                                     Name{"silu", "silu"},
                                     Name{"sin", "sin"},
                                     Name{"sqrt", "sqrt"},
                                     Name{"sub", "sub"},
                                     Name{"tanh", "tanh"},
                                     Name{"threshold_backward", "threshold"},
                                     Name{"where", "where"}};

struct NormRow {
  std::string_view name;
  proto::NormOp::Kind kind;
  std::size_t weight, bias;
};
constexpr std::array kNorms = {NormRow{"layer_norm", proto::NormOp::LAYER, 2, 3},
                               NormRow{"native_layer_norm", proto::NormOp::LAYER, 2, 3},
                               NormRow{"rms_norm", proto::NormOp::RMS, 2, 99},
                               NormRow{"_fused_rms_norm", proto::NormOp::RMS, 2, 99},
                               NormRow{"native_batch_norm", proto::NormOp::BATCH, 1, 2},
                               NormRow{"cudnn_batch_norm", proto::NormOp::BATCH, 1, 2},
                               NormRow{"native_group_norm", proto::NormOp::GROUP, 1, 2}};

constexpr std::array<std::string_view, 4> kSoftmax = {"softmax", "_softmax", "log_softmax",
                                                      "_log_softmax"};
// "to" and "contiguous" copy through one of these, or hand on what they were given.
constexpr std::array<std::string_view, 3> kCopies = {"copy", "_to_copy", "clone"};
constexpr std::array<std::string_view, 2> kJoins = {"cat", "stack"};
constexpr std::array kReductions = {
    Name{"sum", "sum"},  Name{"mean", "mean"},     Name{"amax", "max"},      Name{"max", "max"},
    Name{"amin", "min"}, Name{"argmax", "argmax"}, Name{"cumsum", "cumsum"}, Name{"topk", "topk"}};
constexpr std::array<std::string_view, 4> kGathers = {"index_select", "gather", "index", "take"};
constexpr std::array<std::string_view, 3> kFills = {"fill", "zero", "zeros"};
constexpr std::array<std::string_view, 29> kFree = {"view",
                                                    "reshape",
                                                    "_unsafe_view",
                                                    "to",
                                                    "contiguous",
                                                    "_reshape_alias",
                                                    "t",
                                                    "transpose",
                                                    "permute",
                                                    "expand",
                                                    "slice",
                                                    "select",
                                                    "detach",
                                                    "squeeze",
                                                    "unsqueeze",
                                                    "alias",
                                                    "as_strided",
                                                    "empty",
                                                    "split",
                                                    "empty_like",
                                                    "unbind",
                                                    "chunk",
                                                    "empty_strided",
                                                    "narrow",
                                                    "item",
                                                    "_local_scalar_dense",
                                                    "resolve_conj",
                                                    "lift_fresh",
                                                    "expand_as"};

template <class Names>
bool is_one_of(const Names& names, const std::string& name) {
  return std::ranges::find(names, std::string_view(name)) != names.end();
}

template <class Names>
const Name* find(const Names& names, const std::string& name) {
  const auto found = std::ranges::find(names, std::string_view(name), &Name::theirs);
  return found == names.end() ? nullptr : &*found;
}

std::vector<std::string> read_all(const std::vector<TraceTensor>& tensors, TraceGraph& graph) {
  std::vector<std::string> names;
  for (const TraceTensor& tensor : tensors) names.push_back(graph.read(tensor));
  return names;
}

bool write_elementwise(const std::string& function, const Call& call, TraceGraph& graph) {
  const std::vector<TraceTensor> tensors = call.tensors();
  if (tensors.empty()) return false;
  std::optional<Shape> shape = tensors.front().dims;
  for (const TraceTensor& tensor : tensors)
    if (shape) shape = broadcast(*shape, tensor.dims);
  if (!shape) return false;
  const std::vector<std::string> inputs = read_all(tensors, graph);
  const std::string output = graph.write({*shape, tensors.front().dtype});
  graph.node(inputs, {output}).mutable_elementwise()->set_function(function);
  return true;
}

bool write_norm(const NormRow& row, const Call& call, TraceGraph& graph) {
  const TraceTensor* x = call.tensor(0);
  const bool by_channel = row.kind == proto::NormOp::BATCH || row.kind == proto::NormOp::GROUP;
  if (x == nullptr || x->dims.size() < (by_channel ? 2U : 1U)) return false;
  const std::int64_t width = by_channel ? x->dims[1] : x->dims.back();
  std::vector<std::string> inputs = {graph.read(*x)};
  for (const std::size_t parameter : {row.weight, row.bias})
    if (const TraceTensor* one = call.tensor(parameter); one && one->elements() == width)
      inputs.push_back(graph.read(*one, proto::WEIGHT));
  const std::string output = graph.write(*x);
  graph.node(inputs, {output}).mutable_norm()->set_kind(row.kind);
  return true;
}

bool write_embedding(const Call& call, TraceGraph& graph) {
  const TraceTensor *table = call.tensor(0), *indices = call.tensor(1);
  if (table == nullptr || indices == nullptr || table->dims.size() != 2) return false;
  TraceTensor rows{indices->dims, table->dtype};
  rows.dims.push_back(table->dims[1]);
  const std::vector<std::string> inputs = {graph.read(*table, proto::WEIGHT), graph.read(*indices)};
  const std::string output = graph.write(rows);
  graph.node(inputs, {output}).mutable_embedding();
  return true;
}

bool write_move(const char* function, const std::vector<TraceTensor>& from, const TraceTensor& to,
                TraceGraph& graph) {
  const std::vector<std::string> inputs = read_all(from, graph);
  const std::string output = graph.write(to);
  graph.node(inputs, {output}).mutable_move()->set_function(function);
  return true;
}

bool write_join(const Call& call, TraceGraph& graph) {
  const std::vector<TraceTensor> parts = call.tensors();
  if (parts.empty()) return false;
  TraceTensor whole{{0}, parts.front().dtype};
  for (const TraceTensor& part : parts) whole.dims[0] += part.elements();
  return write_move("concat", parts, whole, graph);
}

bool write_reduction(const std::string& function, const Call& call, TraceGraph& graph) {
  const TraceTensor* x = call.tensor(0);
  const std::optional<TraceTensor> result = call.result();
  if (x == nullptr || !result || result->elements() > x->elements()) return false;
  const std::vector<std::string> inputs = {graph.read(*x)};
  const std::string output = graph.write(*result);
  graph.node(inputs, {output}).mutable_reduction()->set_function(function);
  return true;
}

}  // namespace

bool write_on_lanes(const Call& call, TraceGraph& graph) {
  const std::string& name = call.name();
  const TraceTensor* x = call.tensor(0);
  if (const Name* row = find(kElementwise, name))
    return write_elementwise(std::string(row->ours), call, graph);
  if (const Name* row = find(kReductions, name))
    return write_reduction(std::string(row->ours), call, graph);
  for (const NormRow& row : kNorms)
    if (row.name == name) return write_norm(row, call, graph);
  if (is_one_of(kJoins, name)) return write_join(call, graph);
  if (name == "embedding") return write_embedding(call, graph);
  if (x == nullptr) return false;
  if (is_one_of(kCopies, name)) return write_move("concat", {*x}, *x, graph);
  if (is_one_of(kGathers, name) && call.result())
    return write_move("gather", {*x}, *call.result(), graph);
  if (is_one_of(kSoftmax, name) && !x->dims.empty()) {
    const std::vector<std::string> inputs = {graph.read(*x)};
    graph.node(inputs, {graph.write(*x)}).mutable_softmax();
    return true;
  }
  if (is_one_of(kFills, name)) {
    graph.node({}, {graph.write(*x)}).mutable_irregular()->set_function("fill");
    return true;
  }
  return false;
}

bool is_free(const Call& call) { return is_one_of(kFree, call.name()); }

}  // namespace tessera
