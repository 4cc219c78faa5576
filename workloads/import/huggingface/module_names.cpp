#include "workloads/import/huggingface/module_names.h"

namespace tessera {
namespace {

using Names = std::vector<std::string>;

// Of attention, and of linear attention and state spaces, which call themselves otherwise.
Names mixer_in(const GroupedAttention&) {
  return {"self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.qkv_proj",
          "self_attn.W_pack",
          "attention.wqkv",
          "attention.query_key_value",
          "attn.c_attn",
          "self_attention.query_key_value",
          "mixer.q_proj"};
}
Names mixer_in(const LatentAttention&) {
  return {"self_attn.q_a_proj", "self_attn.q_b_proj", "self_attn.q_proj",
          "self_attn.kv_a_proj_with_mqa", "self_attn.kv_b_proj"};
}
Names mixer_in(const LinearAttention&) {
  return {"linear_attn.in_proj_qkvz", "self_attn.qkv_proj", "self_attn.q_proj"};
}
Names mixer_in(const StateSpace&) { return {"mixer.in_proj", "mamba.in_proj"}; }

Names mixer_out(const GroupedAttention&) {
  return {"self_attn.o_proj", "attention.wo",         "attention.dense",    "attn.c_proj",
          "self_attn.dense",  "self_attention.dense", "self_attn.out_proj", "mixer.o_proj"};
}
Names mixer_out(const LatentAttention&) { return {"self_attn.o_proj"}; }
Names mixer_out(const LinearAttention&) {
  return {"linear_attn.out_proj", "self_attn.out_proj", "self_attn.o_proj"};
}
Names mixer_out(const StateSpace&) { return {"mixer.out_proj", "mamba.out_proj"}; }

Names up(const std::string& in) { return {in + "gate_proj", in + "up_proj", in + "gate_up_proj"}; }

Names dense_names(Part part) {
  if (part == Part::kUp)
    return {"mlp.gate_proj",     "mlp.up_proj", "mlp.gate_up_proj", "mlp.c_fc",
            "mlp.dense_h_to_4h", "mlp.fc1",     "mixer.up_proj",    "feed_forward.up_proj",
            "feed_forward.w1",   "fc1"};
  if (part == Part::kDown)
    return {"mlp.down_proj",   "mlp.c_proj",      "mlp.dense_4h_to_h",      "mlp.fc2",
            "mixer.down_proj", "feed_forward.w2", "feed_forward.down_proj", "fc2"};
  return {};
}

Names expert_names(Part part) {
  if (part == Part::kExperts)
    return {"mlp.experts.0.gate_proj",         "mlp.experts.0.up_proj",
            "mlp.experts.0.down_proj",         "mlp.experts.gate_up_proj",
            "block_sparse_moe.experts.0.w1",   "feed_forward.experts.gate_up_proj",
            "feed_forward.experts.0.gate_proj"};
  if (part != Part::kSharedUp && part != Part::kSharedDown) return {};
  Names names;
  for (const char* in :
       {"mlp.shared_experts.", "mlp.shared_expert.", "feed_forward.shared_expert."}) {
    if (part == Part::kSharedDown) names.push_back(in + std::string("down_proj"));
    if (part == Part::kSharedUp)
      for (std::string& name : up(in)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

std::vector<std::string> module_names(const LayerShape& layer, Part part) {
  if (part == Part::kMixerIn)
    return std::visit([](const auto& mixer) { return mixer_in(mixer); }, layer.mixer);
  if (part == Part::kMixerOut)
    return std::visit([](const auto& mixer) { return mixer_out(mixer); }, layer.mixer);
  if (std::holds_alternative<ExpertFfn>(layer.ffn)) return expert_names(part);
  return std::holds_alternative<DenseFfn>(layer.ffn) ? dense_names(part) : Names();
}

std::vector<std::string> layer_names(std::int64_t layer) {
  const std::string number = std::to_string(layer) + ".";
  return {"model.layers." + number, "model.language_model.layers." + number,
          "language_model.model.layers." + number};
}

}  // namespace tessera
