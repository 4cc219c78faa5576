// Mixers with a state instead of a cache: Mamba-2 and linear attention.
#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {
namespace {

// A convolution over each channel's last tokens and a SiLU: one weight per tap and channel.
std::string convolve(LayerWriter& layer, const std::string& in, std::int64_t width,
                     std::int64_t taps, bool bias) {
  std::vector<std::string> inputs = {in};
  for (std::int64_t tap = 1; tap <= taps; ++tap)
    inputs.push_back(layer.weight("convolution_tap_" + std::to_string(tap), {width}));
  if (bias) inputs.push_back(layer.weight("convolution_bias", {width}));
  return layer.elementwise("convolution", "causal_convolution", inputs, "convolved", width);
}

struct Scan {
  std::int64_t heads, head_dim, state_dim, groups, chunk;
  bool delta_rule;
  std::string values, keys, queries, decay;
};

std::string scan(LayerWriter& layer, const Scan& s) {
  const std::string elements = std::to_string(s.heads * s.head_dim * s.state_dim);
  const std::string state = layer.tensor("state", {"batch", elements}, proto::STATE);
  const std::string next = layer.tensor("next_state", {"batch", elements}, proto::STATE);
  std::string out = layer.tokens("scanned", s.heads * s.head_dim);
  proto::StateSpaceOp& op =
      *layer.node("scan", {s.values, s.keys, s.queries, s.decay, state}, {out, next})
           .mutable_state_space();
  op.set_heads(std::to_string(s.heads));
  op.set_head_dim(std::to_string(s.head_dim));
  op.set_state_dim(std::to_string(s.state_dim));
  op.set_groups(std::to_string(s.groups));
  op.set_seq("seq");
  op.set_chunk(std::to_string(s.chunk));
  if (s.delta_rule) op.set_delta_rule(true);
  return out;
}

std::string out_projection(LayerWriter& layer, const std::string& in, std::int64_t rows,
                           bool bias) {
  return layer.projection(Part::kMixerOut, {"out_projection", in, "out", rows, layer.model().hidden,
                                            bias, "mixer_out"});
}

}  // namespace

std::string write_mixer(LayerWriter& layer, const StateSpace& s, const std::string& in) {
  const std::int64_t shared = s.groups * s.state_dim;
  const std::string whole =
      layer.projection(Part::kMixerIn, {"in_projection", in, "in", layer.model().hidden,
                                        s.inner() + s.convolved() + s.heads, s.bias, "entering"});
  const std::string gate = layer.tokens("gate", s.inner());
  const std::string raw = layer.tokens("raw", s.convolved());
  const std::string decay = layer.tokens("decay", s.heads);
  layer.views("in_views", whole, {gate, raw, decay});
  const std::string convolved = convolve(layer, raw, s.convolved(), s.taps, s.convolution_bias);
  for (const char* name : {"decay_log", "decay_bias", "skip"}) layer.weight(name, {s.heads});
  const std::string values = layer.tokens("values", s.inner());
  const std::string keys = layer.tokens("keys", shared), queries = layer.tokens("queries", shared);
  layer.views("scan_views", convolved, {values, keys, queries});
  const std::string scanned = scan(layer, {s.heads, s.head_dim, s.state_dim, s.groups, s.chunk,
                                           false, values, keys, queries, decay});
  std::string out =
      layer.elementwise("gating", "silu_mul", {gate, scanned}, "gated_scan", s.inner());
  out = layer.rms_norm("gated_norm", out, "normed_scan", s.inner(), s.inner());
  return out_projection(layer, out, s.inner(), s.bias);
}

std::string write_mixer(LayerWriter& layer, const LinearAttention& s, const std::string& in) {
  const std::int64_t hidden = layer.model().hidden;
  const std::int64_t value = s.heads * s.value_dim, key = s.kv_heads * s.key_dim;
  const std::string whole = layer.projection(
      Part::kMixerIn, {"qkv_projection", in, "qkv", hidden, 2 * key + 2 * value, false, "qkv"});
  const std::string raw = layer.tokens("raw", 2 * key + value);
  const std::string gate = layer.tokens("gate", value);
  layer.views("qkv_views", whole, {raw, gate});
  const std::string active =
      s.taps > 0 ? convolve(layer, raw, 2 * key + value, s.taps, false)
                 : layer.elementwise("qkv_activation", "silu", {raw}, "active", 2 * key + value);
  const std::string values = layer.tokens("values", value);
  const std::string keys = layer.tokens("keys", key), queries = layer.tokens("queries", key);
  layer.views("scan_views", active, {values, keys, queries});
  std::string decay = layer.tokens("decay", s.heads);
  if (s.delta_rule) {
    const std::string rates = layer.product(
        {"decay_projection", in, "decay", hidden, 2 * s.heads, false, "decay_and_strength"});
    layer.views("decay_views", rates, {decay});
    for (const char* name : {"decay_log", "decay_bias"}) layer.weight(name, {s.heads});
  }
  const std::string scanned = scan(layer, {s.heads, s.value_dim, s.key_dim, s.kv_heads, s.chunk,
                                           s.delta_rule, values, keys, queries, decay});
  const std::int64_t normed = s.delta_rule ? s.value_dim : value;
  std::string out = layer.rms_norm("scan_norm", scanned, "normed_scan", value, normed);
  if (s.delta_rule) {
    out = layer.elementwise("gating", "silu_mul", {gate, out}, "gated_scan", value);
  } else {
    const std::string open = layer.elementwise("open", "sigmoid", {gate}, "open", value);
    out = layer.elementwise("gating", "mul", {open, out}, "gated_scan", value);
  }
  return out_projection(layer, out, value, false);
}

}  // namespace tessera
