// Grouped-query attention: one product for queries, keys and values, as serving stacks run it.
#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {
namespace {

struct Parts {
  std::string query, key, value, gate;
};

Parts parts_of(LayerWriter& layer, const GroupedAttention& s, const std::string& in) {
  const std::int64_t query = s.heads * s.head_dim, key = s.kv_heads * s.head_dim;
  const std::int64_t gate = s.output_gate ? query : 0;
  const std::string whole =
      layer.projection(Part::kMixerIn, {"qkv_projection", in, "qkv", layer.model().hidden,
                                        query + gate + 2 * key, s.qkv_bias, "qkv"});
  Parts parts{layer.tokens("query", query), layer.tokens("key", key), layer.tokens("value", key),
              ""};
  std::vector<std::string> views = {parts.query, parts.key, parts.value};
  if (s.output_gate) views.push_back(parts.gate = layer.tokens("gate", query));
  layer.views("qkv_views", whole, views);
  return parts;
}

void normalise(LayerWriter& layer, const GroupedAttention& s, Parts& parts) {
  if (s.norm == GroupedAttention::QueryKeyNorm::kNone) return;
  const std::int64_t query = s.heads * s.head_dim, key = s.kv_heads * s.head_dim;
  const bool by_head = s.norm == GroupedAttention::QueryKeyNorm::kHead;
  const auto size = [&](std::int64_t width) {
    return !s.norm_weights ? 0 : by_head ? s.head_dim : width;
  };
  parts.query = layer.rms_norm("query_norm", parts.query, "normed_query", query, size(query));
  parts.key = layer.rms_norm("key_norm", parts.key, "normed_key", key, size(key));
}

void rotate(LayerWriter& layer, const GroupedAttention& s, Parts& parts) {
  if (!s.rotates) return;
  const std::string query = layer.tokens("rotated_query", s.heads * s.head_dim);
  const std::string key = layer.tokens("rotated_key", s.kv_heads * s.head_dim);
  layer.node("rotate", {parts.query, parts.key}, {query, key}).mutable_rope();
  parts.query = query;
  parts.key = key;
}

std::string attend(LayerWriter& layer, const GroupedAttention& s, const Parts& parts) {
  const std::int64_t key = s.kv_heads * s.head_dim;
  const std::string window = std::to_string(s.window);
  const std::string count = s.window > 0 ? "min(kv, " + window + ")" : "kv";
  const std::string cached_keys = layer.cached("cached_keys", count, key);
  const std::string cached_values = layer.cached("cached_values", count, key);
  const std::string new_keys = layer.tokens("new_keys", key, proto::KV_CACHE);
  const std::string new_values = layer.tokens("new_values", key, proto::KV_CACHE);
  std::string attended = layer.tokens("attended", s.heads * s.head_dim);
  proto::AttentionOp& op =
      *layer
           .node("attention", {parts.query, parts.key, parts.value, cached_keys, cached_values},
                 {attended, new_keys, new_values})
           .mutable_attention();
  op.set_heads(std::to_string(s.heads));
  op.set_kv_heads(std::to_string(s.kv_heads));
  op.set_head_dim(std::to_string(s.head_dim));
  op.set_seq("seq");
  op.set_kv(count);
  op.set_causal(true);
  if (s.window > 0) op.set_window(window);
  return attended;
}

}  // namespace

std::string write_mixer(LayerWriter& layer, const GroupedAttention& s, const std::string& in) {
  const std::int64_t width = s.heads * s.head_dim;
  Parts parts = parts_of(layer, s, in);
  normalise(layer, s, parts);
  rotate(layer, s, parts);
  if (s.sinks) layer.weight("sinks", {s.heads});
  std::string result = attend(layer, s, parts);
  if (s.output_gate) {
    const std::string open = layer.elementwise("gate", "sigmoid", {parts.gate}, "open", width);
    result = layer.elementwise("apply_gate", "mul", {result, open}, "gated_attention", width);
  }
  return layer.projection(Part::kMixerOut, {"attention_projection", result, "attention_out", width,
                                            layer.model().hidden, s.out_bias, "attention_out"});
}

}  // namespace tessera
