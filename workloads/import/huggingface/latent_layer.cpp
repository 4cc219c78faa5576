// Multi-head latent attention: one product makes the small vectors of queries and cache, as serving
// stacks run it. What is normed and rotated of them is written in its place, so that attention
// reads the whole.
#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {
namespace {

std::int64_t query_width(const LatentAttention& s) { return s.heads * (s.nope_dim + s.rope_dim); }

struct Small {
  std::string query;   // of rank query_rank; "" where queries come in one product
  std::string latent;  // values and, behind them, the rotated part of all keys
};

Small small_vectors(LayerWriter& layer, const LatentAttention& s, const std::string& in) {
  const std::int64_t latent = s.latent_dim + s.rope_dim;
  const std::string whole =
      layer.projection(Part::kMixerIn, {"qkv_down_projection", in, "qkv_down", layer.model().hidden,
                                        s.query_rank + latent, false, "qkv_down"});
  Small small;
  small.latent = layer.tokens("latent", latent);
  const std::string values = layer.tokens("latent_values", s.latent_dim);
  const std::string key = layer.tokens("key_rope", s.rope_dim);
  std::vector<std::string> parts = {small.latent};
  if (s.query_rank > 0) parts.push_back(small.query = layer.tokens("query_latent", s.query_rank));
  layer.views("qkv_views", whole, parts);
  layer.views("latent_views", small.latent, {values, key});
  layer.rms_norm("latent_norm", values, "normed_values", s.latent_dim, s.latent_dim);
  return small;
}

std::string queries(LayerWriter& layer, const LatentAttention& s, const Small& small,
                    const std::string& in) {
  if (s.query_rank == 0)
    return layer.projection(Part::kMixerIn, {"query_projection", in, "query", layer.model().hidden,
                                             query_width(s), false, "query"});
  const std::string normed =
      layer.rms_norm("query_norm", small.query, "normed_query", s.query_rank, s.query_rank);
  return layer.projection(Part::kMixerIn, {"query_up_projection", normed, "query_up", s.query_rank,
                                           query_width(s), false, "query"});
}

void rotate(LayerWriter& layer, const LatentAttention& s, const std::string& query) {
  const std::int64_t width = s.heads * s.rope_dim;
  const std::string part = layer.tokens("query_rope", width);
  layer.views("query_views", query, {part});
  layer.node("rotate", {part}, {layer.tokens("rotated_query", width)}).mutable_rope();
}

}  // namespace

std::string write_mixer(LayerWriter& layer, const LatentAttention& s, const std::string& in) {
  const std::int64_t latent = s.latent_dim + s.rope_dim;
  const std::int64_t result = s.heads * s.value_dim;
  const Small small = small_vectors(layer, s, in);
  const std::string query = queries(layer, s, small, in);
  rotate(layer, s, query);
  const std::string cached = layer.cached("cached_latent", "kv", latent);
  const std::string fresh = layer.tokens("new_latent", latent, proto::KV_CACHE);
  const std::string up =
      layer.weight("latent_up_weight", {s.latent_dim, s.heads * (s.nope_dim + s.value_dim)},
                   layer.type_of(Part::kMixerIn).stored);
  const std::string attended = layer.tokens("attended", result);
  proto::LatentAttentionOp& op =
      *layer.node("attention", {query, small.latent, cached, up}, {attended, fresh})
           .mutable_latent_attention();
  op.set_heads(std::to_string(s.heads));
  op.set_head_dim(std::to_string(s.nope_dim + s.rope_dim));
  op.set_value_dim(std::to_string(s.value_dim));
  op.set_latent_dim(std::to_string(s.latent_dim));
  op.set_rope_dim(std::to_string(s.rope_dim));
  op.set_seq("seq");
  op.set_kv("kv");
  op.set_causal(true);
  return layer.projection(Part::kMixerOut, {"attention_projection", attended, "attention_out",
                                            result, layer.model().hidden, false, "attention_out"});
}

}  // namespace tessera
