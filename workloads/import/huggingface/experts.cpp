// Mixtures of experts: which layers have them, and how large they are.
#include <algorithm>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

const std::vector<std::string> kExperts = {"num_experts", "num_local_experts", "n_routed_experts",
                                           "moe_num_experts"};
const std::vector<std::string> kChosen = {
    "num_experts_per_tok",  "experts_per_token", "top_k", "moe_k", "moe_topk",
    "num_experts_per_token"};
const std::vector<std::string> kWidth = {"moe_intermediate_size", "intermediate_size"};

// Widths of the experts that every token passes through, as one.
std::int64_t shared_width(HuggingFaceConfig& config, std::int64_t expert_width) {
  if (config.has("shared_expert_intermediate_size"))
    return config.count("shared_expert_intermediate_size", 0);
  if (config.has("shared_intermediate_size")) return config.count("shared_intermediate_size", 0);
  for (const char* field :
       {"n_shared_experts", "num_shared_experts", "moe_num_shared_experts", "num_shared_expert"})
    if (config.has(field)) return config.count(field, 0) * expert_width;
  return config.text("model_type") == "llama4_text" ? expert_width : 0;
}

}  // namespace

bool has_experts(const HuggingFaceConfig& config) {
  return std::ranges::any_of(kExperts, [&](const auto& field) { return config.has(field); });
}

std::vector<bool> expert_layers(HuggingFaceConfig& config, std::int64_t layers) {
  std::vector<bool> result(static_cast<std::size_t>(layers), false);
  if (!has_experts(config)) return result;
  const std::int64_t dense = config.has("moe_layer_start_index")
                                 ? config.count("moe_layer_start_index", 0)
                                 : config.count_or("first_k_dense_replace", 0);
  const std::vector<std::int64_t> only = config.counts("mlp_only_layers");
  const std::vector<std::int64_t> listed = config.counts("moe_layers");
  std::int64_t every = 1;
  for (const char* field :
       {"decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval", "moe_layer_freq"})
    if (config.has(field)) every = config.count(field);
  // moe_layer_freq counts from the first layer, the others end a group with experts.
  const std::int64_t offset = config.has("moe_layer_freq") ? 0 : 1;
  for (std::int64_t i = 0; i < layers; ++i) {
    const bool chosen = listed.empty() ? i >= dense && (i + offset) % every == 0
                                       : std::ranges::find(listed, i) != listed.end();
    result[static_cast<std::size_t>(i)] = chosen && std::ranges::find(only, i) == only.end();
  }
  return result;
}

ExpertFfn experts_of(HuggingFaceConfig& config, const std::string& function) {
  const std::string type = config.text("model_type");
  ExpertFfn ffn;
  ffn.experts = config.count_of(kExperts);
  ffn.topk = config.count_of(kChosen);
  ffn.inter = config.count_of(kWidth);
  ffn.function = function;
  ffn.bias = type == "gpt_oss";
  ffn.score_correction = config.text("topk_method") == "noaux_tc" ||
                         config.flag("moe_router_enable_expert_bias", false) ||
                         config.flag("moe_use_aux_free", false) ||
                         config.text("scoring_func") == "sigmoid" || type == "glm4_moe";
  ffn.shared = {shared_width(config, ffn.inter), function, false};
  ffn.shared_gate = ffn.shared.inter > 0 && (type == "qwen2_moe" || type == "qwen3_next");
  if (ffn.topk > ffn.experts)
    config.mistake(config.has("num_experts_per_tok") ? "num_experts_per_tok" : "top_k",
                   "is " + std::to_string(ffn.topk) + ", must be at most the number of experts (" +
                       std::to_string(ffn.experts) + ")");
  return ffn;
}

}  // namespace tessera
