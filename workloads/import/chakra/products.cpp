// Matrix products, attention and convolutions. Arguments are in the order of PyTorch's schemas:
// https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/native_functions.yaml
#include <algorithm>
#include <array>
#include <string_view>

#include "workloads/import/chakra/operators.h"
#include "workloads/operators/operator_node.h"

namespace tessera {
namespace {

struct ProductRow {
  std::string_view name;
  std::size_t a, b, bias;
  bool transpose_b;
};
constexpr std::size_t kNone = 99;
constexpr std::array kProducts = {
    ProductRow{"mm", 0, 1, kNone, false},     ProductRow{"bmm", 0, 1, kNone, false},
    ProductRow{"matmul", 0, 1, kNone, false}, ProductRow{"_scaled_mm", 0, 1, kNone, false},
    ProductRow{"addmm", 1, 2, 0, false},      ProductRow{"baddbmm", 1, 2, 0, false},
    ProductRow{"linear", 0, 1, 2, true}};

bool write_matmul(const ProductRow& row, const Call& call, TraceGraph& graph) {
  const TraceTensor *a = call.tensor(row.a), *b = call.tensor(row.b);
  if (a == nullptr || b == nullptr || a->dims.size() < 2 || b->dims.size() < 2) return false;
  const std::size_t n_at = row.transpose_b ? 1 : 0;
  if (a->dim_from_end(0) != b->dim_from_end(1 - n_at)) return false;
  const Shape before_a(a->dims.begin(), a->dims.end() - 2);
  const Shape before_b(b->dims.begin(), b->dims.end() - 2);
  const std::optional<Shape> before = broadcast(before_a, before_b);
  if (!before) return false;
  TraceTensor c{*before, a->dtype};
  c.dims.push_back(a->dim_from_end(1));
  c.dims.push_back(b->dim_from_end(n_at));
  const TraceTensor* bias = row.bias == kNone ? nullptr : call.tensor(row.bias);
  if (bias != nullptr && broadcast(bias->dims, c.dims) != c.dims) return false;
  const bool weight = row.transpose_b && before_b.empty();  // of linear; mm has any two operands
  const proto::Role role = weight ? proto::WEIGHT : proto::ACTIVATION;
  std::vector<std::string> inputs = {graph.read(*a)};
  inputs.push_back(graph.read(*b, role));
  if (bias != nullptr) inputs.push_back(graph.read(*bias));
  const std::string output = graph.write(c);
  graph.node(inputs, {output}).mutable_matmul()->set_transpose_b(row.transpose_b);
  return true;
}

struct AttentionRow {
  std::string_view name;
  std::size_t causal;  // the argument that says so
};
constexpr std::array kAttention = {AttentionRow{"scaled_dot_product_attention", 5},
                                   AttentionRow{"_scaled_dot_product_flash_attention", 4},
                                   AttentionRow{"_scaled_dot_product_efficient_attention", 6},
                                   AttentionRow{"_scaled_dot_product_cudnn_attention", 6}};

// Queries, keys and values are [batch, heads, tokens, size of a head]; more keys than queries are
// those of earlier tokens.
// Every query sees every key, be they of the same tokens or of others.
struct AttentionOverAll {
  TraceTensor queries, keys;
  std::int64_t heads, kv_heads, size;
};

bool write_attention_over_all(const AttentionOverAll& all, TraceGraph& graph) {
  std::vector<std::string> inputs;
  for (const TraceTensor* one : {&all.queries, &all.keys, &all.keys})
    inputs.push_back(graph.read(*one));
  const std::string output = graph.write(all.queries);
  proto::AttentionOp& op = *graph.node(inputs, {output}).mutable_attention();
  op.set_heads(std::to_string(all.heads));
  op.set_kv_heads(std::to_string(all.kv_heads));
  op.set_head_dim(std::to_string(all.size));
  op.set_seq(std::to_string(all.queries.dims[1]));
  return true;
}

bool write_attention(const AttentionRow& row, const Call& call, TraceGraph& graph) {
  const TraceTensor *q = call.tensor(0), *k = call.tensor(1), *v = call.tensor(2);
  if (q == nullptr || k == nullptr || v == nullptr || q->dims.size() != 4 || k->dims.size() != 4 ||
      v->dims != k->dims)
    return false;
  const std::int64_t batch = q->dims[0], heads = q->dims[1], seq = q->dims[2], size = q->dims[3];
  const std::int64_t kv_heads = k->dims[1], cached = k->dims[2] - seq;
  if (k->dims[0] != batch || k->dims[3] != size || heads % kv_heads != 0) return false;
  const bool causal = call.flag(row.causal);
  if (causal && cached < 0) return false;
  const TraceTensor queries{{batch, seq, heads * size}, q->dtype};
  if (!causal)
    return write_attention_over_all(
        {queries, {{batch, k->dims[2], kv_heads * size}, k->dtype}, heads, kv_heads, size}, graph);
  const TraceTensor keys{{batch, seq, kv_heads * size}, k->dtype};
  const TraceTensor earlier{{batch, cached, kv_heads * size}, k->dtype};
  std::vector<std::string> inputs;
  for (const TraceTensor* one : {&queries, &keys, &keys}) inputs.push_back(graph.read(*one));
  for (int i = 0; i < 2 && cached > 0; ++i) inputs.push_back(graph.read(earlier, proto::KV_CACHE));
  const std::string output = graph.write(queries);
  proto::AttentionOp& op = *graph.node(inputs, {output}).mutable_attention();
  op.set_heads(std::to_string(heads));
  op.set_kv_heads(std::to_string(kv_heads));
  op.set_head_dim(std::to_string(size));
  op.set_seq(std::to_string(seq));
  op.set_kv(std::to_string(cached));
  op.set_causal(true);
  return true;
}

struct ConvolutionRow {
  std::string_view name;
  std::size_t bias, stride, padding, dilation;
};
constexpr std::array kConvolutions = {ConvolutionRow{"convolution", 2, 3, 4, 5},
                                      ConvolutionRow{"_convolution", 2, 3, 4, 5},
                                      ConvolutionRow{"conv2d", 2, 3, 4, 5},
                                      ConvolutionRow{"conv1d", 2, 3, 4, 5},
                                      ConvolutionRow{"cudnn_convolution", kNone, 3, 2, 4},
                                      ConvolutionRow{"miopen_convolution", 2, 4, 3, 5}};

std::int64_t entry(const std::vector<std::int64_t>& numbers, std::size_t axis,
                   std::int64_t otherwise) {
  if (numbers.empty()) return otherwise;
  return numbers[std::min(axis, numbers.size() - 1)];
}

bool write_convolution(const ConvolutionRow& row, const Call& call, TraceGraph& graph) {
  constexpr std::int64_t kMost = 1 << 20;
  const TraceTensor *x = call.tensor(0), *w = call.tensor(1);
  if (x == nullptr || w == nullptr || x->dims.size() < 3 || w->dims.size() != x->dims.size())
    return false;
  const std::int64_t channels = x->dims[1], filters = w->dims[0];
  if (channels % w->dims[1] != 0 || filters % (channels / w->dims[1]) != 0) return false;
  TraceTensor y{{x->dims[0], filters}, x->dtype};
  proto::ConvolutionOp op;
  op.set_group(channels / w->dims[1]);
  const auto strides = call.numbers(row.stride), pads = call.numbers(row.padding);
  const auto dilations = call.numbers(row.dilation);
  for (std::size_t i = 2; i < x->dims.size(); ++i) {
    const std::int64_t stride = entry(strides, i - 2, 1), pad = entry(pads, i - 2, 0);
    const std::int64_t dilation = entry(dilations, i - 2, 1);
    if (stride < 1 || pad < 0 || dilation < 1 || std::max({stride, pad, dilation}) > kMost)
      return false;
    const std::int64_t window = dilation * (w->dims[i] - 1) + 1;
    if (w->dims[i] > kMost || x->dims[i] + 2 * pad < window) return false;
    y.dims.push_back((x->dims[i] + 2 * pad - window) / stride + 1);
    op.add_stride(stride);
    op.add_dilation(dilation);
  }
  for (int side = 0; side < 2; ++side)
    for (std::size_t i = 2; i < x->dims.size(); ++i) op.add_pad(entry(pads, i - 2, 0));
  const TraceTensor* bias = row.bias == kNone ? nullptr : call.tensor(row.bias);
  if (bias != nullptr && bias->dims != Shape{filters}) return false;
  std::vector<std::string> inputs = {graph.read(*x), graph.read(*w, proto::WEIGHT)};
  if (bias != nullptr) inputs.push_back(graph.read(*bias, proto::WEIGHT));
  const std::string output = graph.write(y);
  *graph.node(inputs, {output}).mutable_convolution() = op;
  return true;
}

template <class Rows, class Write>
bool write_row(const Rows& rows, const Call& call, TraceGraph& graph, const Write& write) {
  for (const auto& row : rows)
    if (row.name == call.name()) return write(row, call, graph);
  return false;
}

}  // namespace

bool write_product(const Call& call, TraceGraph& graph) {
  return write_row(kProducts, call, graph, write_matmul) ||
         write_row(kAttention, call, graph, write_attention) ||
         write_row(kConvolutions, call, graph, write_convolution);
}

bool write_operator(const Call& call, TraceGraph& graph) {
  return !call.name().empty() && (write_product(call, graph) || write_on_lanes(call, graph));
}

}  // namespace tessera
