#include "workloads/one_operator.h"

#include <charconv>
#include <vector>

#include "sim/core/diagnostics.h"
#include "sim/core/units.h"
#include "workloads/graph_builder.h"

namespace tessera {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr std::string_view kGemm = "gemm:M,N,K or gemm:batch,M,N,K";
constexpr std::string_view kConvolution = "conv:batch,h,w,c,k,r,s,stride,pad";
constexpr std::string_view kAttention = "attention:batch,heads,kv_heads,head_dim,seq,kv";

constexpr std::string_view kLatent =
    "mla:batch,heads,head_dim,value_dim,latent_dim,rope_dim,seq,kv";

constexpr std::string_view kBetweenChips = "FUNCTION:chips,bytes";

[[noreturn]] void fail(const std::string& text, const std::string& found, std::string_view form) {
  throw InputError(ExitCode::kBadInput,
                   text + ": " + found + ", must be " + std::string(form) + " with whole numbers");
}

Numbers numbers_of(const std::string& text, std::string_view form) {
  Numbers numbers;
  std::size_t begin = text.find(':') + 1;
  while (true) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    std::int64_t value = 0;
    const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || rest != part.data() + part.size() || value < 0)
      fail(text, "found \"" + part + "\"", form);
    numbers.push_back(value);
    if (end == text.size()) return numbers;
    begin = end + 1;
  }
}

proto::Graph gemm(const std::string& text) {
  Numbers n = numbers_of(text, kGemm);
  if (n.size() != 3 && n.size() != 4) fail(text, std::to_string(n.size()) + " numbers", kGemm);
  GraphBuilder graph(text);
  // A batch of products has its own B each, as attention has.
  Numbers leading(n.begin(), n.end() - 3);
  const std::int64_t m = n[n.size() - 3], columns = n[n.size() - 2], k = n[n.size() - 1];
  const auto shape = [&](std::int64_t rows, std::int64_t width) {
    Numbers dims = leading;
    dims.push_back(rows);
    dims.push_back(width);
    return dims;
  };
  graph.tensor("a", shape(m, k));
  graph.tensor("b", shape(k, columns), leading.empty() ? proto::WEIGHT : proto::ACTIVATION);
  graph.tensor("c", shape(m, columns));
  graph.node("gemm", {"a", "b"}, {"c"}).mutable_matmul();
  return graph.take();
}

proto::Graph convolution(const std::string& text) {
  const Numbers n = numbers_of(text, kConvolution);
  if (n.size() != 9) fail(text, std::to_string(n.size()) + " numbers", kConvolution);
  const std::int64_t batch = n[0], h = n[1], w = n[2], c = n[3], k = n[4], r = n[5], s = n[6];
  const std::int64_t stride = n[7], pad = n[8];
  constexpr std::int64_t kLargest = 1 << 30;
  for (const std::int64_t value : n)
    if (value > kLargest) fail(text, "found " + std::to_string(value), "at most 2^30 each:");
  if (stride < 1) fail(text, "stride is 0", "at least 1:");
  if (h + 2 * pad < r || w + 2 * pad < s)
    fail(text, "the window is larger than the padded image", "at most as large:");
  GraphBuilder graph(text);
  graph.tensor("image", {batch, c, h, w});
  graph.tensor("weight", {k, c, r, s}, proto::WEIGHT);
  graph.tensor("out", {batch, k, (h + 2 * pad - r) / stride + 1, (w + 2 * pad - s) / stride + 1});
  auto& op = *graph.node("conv", {"image", "weight"}, {"out"}).mutable_convolution();
  for (int axis = 0; axis < 2; ++axis) op.add_stride(stride);
  for (int side = 0; side < 4; ++side) op.add_pad(pad);
  return graph.take();
}

proto::Graph attention(const std::string& text) {
  const Numbers n = numbers_of(text, kAttention);
  if (n.size() != 6) fail(text, std::to_string(n.size()) + " numbers", kAttention);
  const std::int64_t batch = n[0], heads = n[1], kv_heads = n[2], head_dim = n[3];
  const std::int64_t seq = n[4], kv = n[5];
  GraphBuilder graph(text);
  const auto width = [&](std::int64_t count) {
    return std::to_string(count) + "*" + std::to_string(head_dim);
  };
  const auto rows = [&](std::int64_t tokens, std::int64_t count) {
    return std::vector<std::string>{std::to_string(batch), std::to_string(tokens), width(count)};
  };
  graph.tensor("query", rows(seq, heads));
  graph.tensor("key", rows(seq, kv_heads));
  graph.tensor("value", rows(seq, kv_heads));
  graph.tensor("cached_keys", rows(kv, kv_heads), proto::KV_CACHE);
  graph.tensor("cached_values", rows(kv, kv_heads), proto::KV_CACHE);
  graph.tensor("attended", rows(seq, heads));
  graph.tensor("new_keys", rows(seq, kv_heads), proto::KV_CACHE);
  graph.tensor("new_values", rows(seq, kv_heads), proto::KV_CACHE);
  auto& op = *graph
                  .node("attention", {"query", "key", "value", "cached_keys", "cached_values"},
                        {"attended", "new_keys", "new_values"})
                  .mutable_attention();
  op.set_heads(std::to_string(heads));
  op.set_kv_heads(std::to_string(kv_heads));
  op.set_head_dim(std::to_string(head_dim));
  op.set_seq(std::to_string(seq));
  op.set_kv(std::to_string(kv));
  op.set_causal(true);
  return graph.take();
}

proto::Graph latent_attention(const std::string& text) {
  const Numbers n = numbers_of(text, kLatent);
  if (n.size() != 8) fail(text, std::to_string(n.size()) + " numbers", kLatent);
  const std::int64_t batch = n[0], seq = n[6], kv = n[7];
  const auto wide = [](std::int64_t heads, std::int64_t each) {
    return std::to_string(heads) + "*" + std::to_string(each);
  };
  const std::string width = std::to_string(n[4]) + "+" + std::to_string(n[5]);
  const auto rows = [&](std::int64_t tokens, const std::string& columns) {
    return std::vector<std::string>{std::to_string(batch), std::to_string(tokens), columns};
  };
  GraphBuilder graph(text);
  graph.tensor("query", rows(seq, wide(n[1], n[2])));
  graph.tensor("latent", rows(seq, width));
  graph.tensor("cached_latent", rows(kv, width), proto::KV_CACHE);
  graph.tensor("attended", rows(seq, wide(n[1], n[3])));
  graph.tensor("new_latent", rows(seq, width), proto::KV_CACHE);
  auto& op =
      *graph.node("attention", {"query", "latent", "cached_latent"}, {"attended", "new_latent"})
           .mutable_latent_attention();
  op.set_heads(std::to_string(n[1]));
  op.set_head_dim(std::to_string(n[2]));
  op.set_value_dim(std::to_string(n[3]));
  op.set_latent_dim(std::to_string(n[4]));
  op.set_rope_dim(std::to_string(n[5]));
  op.set_seq(std::to_string(seq));
  op.set_kv(std::to_string(kv));
  op.set_causal(true);
  return graph.take();
}

// Words of four bytes, which no choice of types changes.
proto::Graph between_chips(const std::string& text, const std::string& function) {
  const Numbers n = numbers_of(text, kBetweenChips);
  if (n.size() != 2) fail(text, std::to_string(n.size()) + " numbers", kBetweenChips);
  constexpr std::int64_t kWord = 4, kMostBytes = std::int64_t{1} << 40;
  const std::int64_t chips = n[0], bytes = n[1];
  if (chips < 2)
    fail(text, "found " + std::to_string(chips) + " for chips",
         std::string(kBetweenChips) + " from 2 chips on,");
  if (bytes < 1 || bytes > kMostBytes)
    fail(text, "found " + std::to_string(bytes) + " for bytes",
         std::string(kBetweenChips) + " with 1 to 2^40 bytes,");
  const std::int64_t part = ceil_divide(bytes, kWord * chips), whole = part * chips;
  GraphBuilder graph(text);
  graph.tensor("before", Numbers{function == "all_gather" ? part : whole}).set_dtype("int32");
  graph.tensor("after", Numbers{function == "reduce_scatter" ? part : whole}).set_dtype("int32");
  auto& op = *graph.node(function, {"before"}, {"after"}).mutable_collective();
  op.set_function(function);
  op.set_chips(chips);
  return graph.take();
}

}  // namespace

std::optional<proto::Graph> one_operator(const std::string& text) {
  if (text.starts_with("gemm:")) return gemm(text);
  if (text.starts_with("conv:")) return convolution(text);
  if (text.starts_with("attention:")) return attention(text);
  if (text.starts_with("mla:")) return latent_attention(text);
  for (const char* function :
       {"send", "broadcast", "all_gather", "reduce_scatter", "all_reduce", "all_to_all"})
    if (text.starts_with(std::string(function) + ":")) return between_chips(text, function);
  return std::nullopt;
}

}  // namespace tessera
