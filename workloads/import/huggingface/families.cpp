#include <algorithm>
#include <array>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

using enum GroupedAttention::QueryKeyNorm;

// transformers' src/transformers/models/*/modeling_*.py and configuration_*.py.
constexpr std::array kFamilies = {
    Family{.model_type = "llama", .out_bias_too = true, .groups_default = true},
    Family{.model_type = "llama4_text"},
    Family{.model_type = "mistral"},
    Family{.model_type = "ministral"},
    Family{.model_type = "ministral3"},
    Family{.model_type = "mixtral"},
    Family{.model_type = "qwen2", .qkv_bias = true},
    Family{.model_type = "qwen2_moe", .qkv_bias = true},
    Family{.model_type = "qwen2_vl_text", .qkv_bias = true},
    Family{.model_type = "qwen2_5_vl_text", .qkv_bias = true},
    Family{.model_type = "qwen3", .out_bias_too = true, .norm = kHead},
    Family{.model_type = "qwen3_moe", .out_bias_too = true, .norm = kHead},
    Family{.model_type = "qwen3_vl_text", .out_bias_too = true, .norm = kHead},
    Family{.model_type = "qwen3_vl_moe_text", .out_bias_too = true, .norm = kHead},
    Family{.model_type = "qwen3_next", .norm = kHead},
    Family{.model_type = "deepseek_v2"},
    Family{.model_type = "deepseek_v3"},
    Family{.model_type = "kimi_k2"},
    Family{.model_type = "gpt_oss", .out_bias_too = true},
    Family{.model_type = "gemma", .tied_default = true, .activation = "gelu_pytorch_tanh"},
    Family{.model_type = "gemma2",
           .norms_behind = true,
           .tied_default = true,
           .activation = "gelu_pytorch_tanh"},
    Family{.model_type = "gemma3_text",
           .norm = kHead,
           .norms_behind = true,
           .tied_default = true,
           .activation = "gelu_pytorch_tanh"},
    Family{.model_type = "phi",
           .qkv_bias = true,
           .groups_default = true,
           .parallel = true,
           .layer_norm = true,
           .plain_ffn = true,
           .all_biased = true,
           .activation = "gelu_new"},
    Family{.model_type = "phi3"},
    Family{.model_type = "phimoe", .out_bias_too = true, .layer_norm = true},
    Family{.model_type = "glm", .groups_default = true},
    Family{.model_type = "glm4", .norms_behind = true},
    Family{.model_type = "glm4_moe"},
    Family{.model_type = "minimax"},
    Family{.model_type = "minimax_m2", .norm = kWidth},
    Family{.model_type = "olmo2",
           .groups_default = true,
           .norm = kWidth,
           .norms_before = false,
           .norms_behind = true},
    Family{.model_type = "olmoe", .groups_default = true, .norm = kWidth},
    Family{.model_type = "granite", .out_bias_too = true, .groups_default = true},
    Family{.model_type = "granitemoe", .out_bias_too = true, .groups_default = true},
    Family{.model_type = "smollm3", .out_bias_too = true, .tied_default = true},
    Family{.model_type = "starcoder2",
           .layer_norm = true,
           .plain_ffn = true,
           .all_biased = true,
           .tied_default = true,
           .activation = "gelu_pytorch_tanh"},
    Family{.model_type = "nemotron", .layer_norm = true, .plain_ffn = true, .activation = "relu2"},
    Family{.model_type = "nemotron_h", .plain_ffn = true, .activation = "relu2"},
    Family{.model_type = "mamba2"},
    Family{.model_type = "gpt_neox",
           .qkv_bias = true,
           .groups_default = true,
           .parallel = true,
           .norm_each = true,
           .layer_norm = true,
           .plain_ffn = true,
           .all_biased = true,
           .activation = "gelu"},
};

// The same model under another name.
struct Alias {
  std::string_view name, family;
};
constexpr std::array kAliases = {
    Alias{"minimax_text_01", "minimax"}, Alias{"MiniMaxText01", "minimax"},
    Alias{"minimax_m1", "minimax"},      Alias{"MiniMaxM1", "minimax"},
    Alias{"deepseek", "deepseek_v2"},    Alias{"qwen2_5_vl", "qwen2_5_vl_text"},
    Alias{"qwen2_vl", "qwen2_vl_text"},  Alias{"gemma3", "gemma3_text"},
};

}  // namespace

std::span<const Family> families() { return kFamilies; }

const Family* family_named(std::string_view model_type) {
  const auto* const alias = std::ranges::find(kAliases, model_type, &Alias::name);
  if (alias != kAliases.end()) model_type = alias->family;
  const auto* const family = std::ranges::find(kFamilies, model_type, &Family::model_type);
  return family == kFamilies.end() ? nullptr : family;
}

}  // namespace tessera
