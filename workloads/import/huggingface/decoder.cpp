#include "workloads/import/huggingface/decoder.h"

#include "workloads/graph_builder.h"

namespace tessera {
namespace {

using Dims = std::vector<std::string>;

Dims tokens(std::int64_t width) { return {"batch", "seq", std::to_string(width)}; }

// y = x W (+ b), named after its weight.
void projection(GraphBuilder& graph, const std::string& name, const std::string& in,
                const std::string& weight, const std::string& bias, const std::string& out) {
  std::vector<std::string> inputs = {in, weight};
  if (!bias.empty()) inputs.push_back(bias);
  graph.node(name, inputs, {out}).mutable_matmul();
}

void rms_norm(GraphBuilder& graph, const std::string& name, const std::string& in,
              const std::string& weight, const std::string& out) {
  graph.node(name, {in, weight}, {out}).mutable_norm()->set_kind(proto::NormOp::RMS);
}

void add(GraphBuilder& graph, const std::string& name, const std::string& a, const std::string& b,
         const std::string& out) {
  graph.node(name, {a, b}, {out}).mutable_elementwise()->set_function("add");
}

void declare_layer(const DecoderShape& s, GraphBuilder& graph) {
  const std::int64_t query = s.heads * s.head_dim, key = s.kv_heads * s.head_dim;
  const auto weight = [&](const std::string& name, const std::vector<std::int64_t>& dims) {
    graph.tensor(name, dims, proto::WEIGHT);
  };
  weight("attention_norm_weight", {s.hidden});
  weight("qkv_weight", {s.hidden, query + 2 * key});
  if (s.qkv_bias) weight("qkv_bias", {query + 2 * key});
  if (s.query_key_norm) weight("query_norm_weight", {s.head_dim});
  if (s.query_key_norm) weight("key_norm_weight", {s.head_dim});
  weight("attention_out_weight", {query, s.hidden});
  if (s.attention_out_bias) weight("attention_out_bias", {s.hidden});
  weight("ffn_norm_weight", {s.hidden});
  weight("gate_up_weight", {s.hidden, 2 * s.ffn});
  if (s.ffn_bias) weight("gate_up_bias", {2 * s.ffn});
  weight("down_weight", {s.ffn, s.hidden});
  if (s.ffn_bias) weight("down_bias", {s.hidden});

  const Dims cached = {"batch", "kv", std::to_string(key)};
  graph.tensor("cached_keys", cached, proto::KV_CACHE);
  graph.tensor("cached_values", cached, proto::KV_CACHE);
  graph.tensor("new_keys", tokens(key), proto::KV_CACHE);
  graph.tensor("new_values", tokens(key), proto::KV_CACHE);

  graph.tensor("attention_normed", tokens(s.hidden));
  graph.tensor("qkv", tokens(query + 2 * key));
  graph.tensor("query", tokens(query));
  graph.tensor("key", tokens(key));
  graph.tensor("value", tokens(key));
  if (s.query_key_norm) graph.tensor("normed_query", tokens(query));
  if (s.query_key_norm) graph.tensor("normed_key", tokens(key));
  graph.tensor("rotated_query", tokens(query));
  graph.tensor("rotated_key", tokens(key));
  graph.tensor("attended", tokens(query));
  graph.tensor("attention_out", tokens(s.hidden));
  graph.tensor("attention_sum", tokens(s.hidden));
  graph.tensor("ffn_normed", tokens(s.hidden));
  graph.tensor("gate_up", tokens(2 * s.ffn));
  graph.tensor("gated", tokens(s.ffn));
  graph.tensor("ffn_out", tokens(s.hidden));
}

void attention_half(const DecoderShape& s, GraphBuilder& graph) {
  rms_norm(graph, "attention_norm", "hidden", "attention_norm_weight", "attention_normed");
  projection(graph, "qkv_projection", "attention_normed", "qkv_weight",
             s.qkv_bias ? "qkv_bias" : "", "qkv");
  graph.node("qkv_views", {"qkv"}, {"query", "key", "value"}).mutable_move()->set_function("view");
  std::string query = "query", key = "key";
  if (s.query_key_norm) {
    rms_norm(graph, "query_norm", query, "query_norm_weight", "normed_query");
    rms_norm(graph, "key_norm", key, "key_norm_weight", "normed_key");
    query = "normed_query";
    key = "normed_key";
  }
  graph.node("rotate", {query, key}, {"rotated_query", "rotated_key"}).mutable_rope();
  auto& attention =
      *graph
           .node("attention",
                 {"rotated_query", "rotated_key", "value", "cached_keys", "cached_values"},
                 {"attended", "new_keys", "new_values"})
           .mutable_attention();
  attention.set_heads(std::to_string(s.heads));
  attention.set_kv_heads(std::to_string(s.kv_heads));
  attention.set_head_dim(std::to_string(s.head_dim));
  attention.set_seq("seq");
  attention.set_kv("kv");
  attention.set_causal(true);
  projection(graph, "attention_projection", "attended", "attention_out_weight",
             s.attention_out_bias ? "attention_out_bias" : "", "attention_out");
  add(graph, "attention_residual", "hidden", "attention_out", "attention_sum");
}

void ffn_half(const DecoderShape& s, GraphBuilder& graph) {
  rms_norm(graph, "ffn_norm", "attention_sum", "ffn_norm_weight", "ffn_normed");
  projection(graph, "gate_up_projection", "ffn_normed", "gate_up_weight",
             s.ffn_bias ? "gate_up_bias" : "", "gate_up");
  graph.node("activation", {"gate_up"}, {"gated"}).mutable_elementwise()->set_function(s.gate);
  projection(graph, "down_projection", "gated", "down_weight", s.ffn_bias ? "down_bias" : "",
             "ffn_out");
  add(graph, "ffn_residual", "attention_sum", "ffn_out", "hidden");
}

void output_block(const DecoderShape& s, GraphBuilder& graph) {
  graph.begin_block("output");
  graph.tensor("norm_weight", std::vector<std::int64_t>{s.hidden}, proto::WEIGHT);
  if (!s.tied_embedding)
    graph.tensor("head_weight", std::vector<std::int64_t>{s.hidden, s.vocabulary}, proto::WEIGHT);
  graph.tensor("normed", tokens(s.hidden));
  graph.tensor("last", Dims{"batch", std::to_string(s.hidden)});
  graph.tensor("logits", Dims{"batch", std::to_string(s.vocabulary)});
  rms_norm(graph, "norm", "hidden", "norm_weight", "normed");
  graph.node("last_tokens", {"normed"}, {"last"}).mutable_move()->set_function("slice");
  proto::Node& head =
      graph.node("head", {"last", s.tied_embedding ? "embedding" : "head_weight"}, {"logits"});
  head.mutable_matmul();
  if (s.tied_embedding) head.mutable_matmul()->set_transpose_b(true);
}

}  // namespace

proto::Graph decoder_graph(const DecoderShape& s) {
  GraphBuilder graph(s.name);
  graph.graph().set_source(s.source);
  graph.graph().set_dtype(s.type);
  graph.graph().set_kind("language_model");
  graph.symbol("batch", 1);
  graph.symbol("seq", 512);
  graph.symbol("kv", 0);
  const std::vector<std::int64_t> table = {s.vocabulary, s.hidden};
  graph.tensor("token_ids", Dims{"batch", "seq"}).set_dtype("int32");
  graph.tensor("hidden", tokens(s.hidden));
  if (s.tied_embedding) graph.tensor("embedding", table, proto::WEIGHT);
  graph.begin_block("input");
  if (!s.tied_embedding) graph.tensor("embedding", table, proto::WEIGHT);
  graph.node("embed", {"embedding", "token_ids"}, {"hidden"}).mutable_embedding();
  graph.begin_block("layer", s.layers);
  declare_layer(s, graph);
  attention_half(s, graph);
  ffn_half(s, graph);
  output_block(s, graph);
  return graph.take();
}

}  // namespace tessera
