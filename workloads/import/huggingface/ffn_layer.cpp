// Feed-forward parts: dense, and mixtures of experts.
#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {
namespace {

// `prefix`: "" or "shared_", in front of all names.
std::string dense(LayerWriter& layer, const DenseFfn& s, const std::string& in,
                  const std::string& prefix, const std::string& out) {
  const std::int64_t hidden = layer.model().hidden;
  const std::string up = prefix + (s.gated() ? "gate_up" : "up"), down = prefix + "down";
  const bool alone = prefix.empty();
  const std::string first = layer.projection(
      alone ? Part::kUp : Part::kSharedUp,
      {up + "_projection", in, up, hidden, s.gated() ? 2 * s.inter : s.inter, s.bias, up});
  const std::string active =
      layer.elementwise(prefix + "activation", s.function, {first}, prefix + "gated", s.inter);
  return layer.projection(alone ? Part::kDown : Part::kSharedDown,
                          {down + "_projection", active, down, s.inter, hidden, s.bias, out});
}

// The experts that every token passes through.
std::string shared(LayerWriter& layer, const ExpertFfn& s, const std::string& in) {
  std::string out = dense(layer, s.shared, in, "shared_", "shared_out");
  if (!s.shared_gate) return out;
  const std::int64_t hidden = layer.model().hidden;
  const std::string score =
      layer.product({"shared_router", in, "shared_router", hidden, 1, false, "shared_score"});
  const std::string open = layer.elementwise("shared_open", "sigmoid", {score}, "shared_open", 1);
  return layer.elementwise("shared_weighted", "mul", {out, open}, "shared_weighted", hidden);
}

}  // namespace

std::string write_ffn(LayerWriter& layer, const DenseFfn& s, const std::string& in) {
  return dense(layer, s, in, "", "ffn_out");
}

std::string write_ffn(LayerWriter& layer, const ExpertFfn& s, const std::string& in) {
  const std::int64_t hidden = layer.model().hidden;
  const std::int64_t columns = s.gated() ? 2 * s.inter : s.inter;
  const WeightType& type = layer.type_of(Part::kExperts);
  const std::string scores =
      layer.product({"router", in, "router", hidden, s.experts, s.bias, "scores"});
  if (s.score_correction) layer.weight("score_correction", {s.experts}, "fp32");
  std::vector<std::string> inputs = {
      in, scores, layer.weight("expert_gate_up_weight", {s.experts, columns, hidden}, type.stored),
      layer.weight("expert_down_weight", {s.experts, hidden, s.inter}, type.stored)};
  if (s.bias) {
    inputs.push_back(layer.weight("expert_gate_up_bias", {s.experts, columns}));
    inputs.push_back(layer.weight("expert_down_bias", {s.experts, hidden}));
  }
  const bool alone = s.shared.inter == 0;
  std::string routed = layer.tokens(alone ? "ffn_out" : "routed_out", hidden);
  proto::MoeOp& op = *layer.node("experts", inputs, {routed}).mutable_moe();
  op.set_topk(std::to_string(s.topk));
  op.set_gated(s.gated());
  // Experts run at the type of their weights where nothing else is said.
  if (!type.stored.empty())
    op.set_multiply_as(type.product.empty() ? layer.model().type : type.product);
  if (alone) return routed;
  return layer.elementwise("add_shared", "add", {routed, shared(layer, s, in)}, "ffn_out", hidden);
}

}  // namespace tessera
