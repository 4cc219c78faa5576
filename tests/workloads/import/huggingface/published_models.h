// Hyper-parameters of published models, as their config.json states them, and how many parameters
// their model cards and reports state: one or more models of every family.
#pragma once

#include <ostream>

namespace tessera {

struct Model {
  const char* name;
  double billions;
  const char* config;
};
inline void PrintTo(const Model& model, std::ostream* out) { *out << model.name; }

inline constexpr Model kModels[] = {
    Model{"gemma-2-9b", 9.24,
          R"({"model_type": "gemma2", "hidden_size": 3584, "num_hidden_layers": 42, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256, )"
          R"("intermediate_size": 14336, "vocab_size": 256000, )"
          R"("sliding_window": 4096, "hidden_activation": "gelu_pytorch_tanh"})"},
    Model{"gemma-7b", 8.54,
          R"({"model_type": "gemma", "hidden_size": 3072, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256, )"
          R"("intermediate_size": 24576, "vocab_size": 256000, )"
          R"("hidden_act": "gelu"})"},
    Model{"gemma-3-27b", 27.43,
          R"({"model_type": "gemma3", "text_config": {"model_type": "gemma3_text", )"
          R"("hidden_size": 5376, "num_hidden_layers": 62, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 16, "head_dim": 128, )"
          R"("intermediate_size": 21504, "vocab_size": 262208, )"
          R"("sliding_window": 1024}, )"
          R"("vision_config": {"model_type": "siglip_vision_model", )"
          R"("hidden_size": 1152, "image_size": 896, "intermediate_size": 4304, )"
          R"("num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14}})"},
    Model{"phi-3-mini", 3.82,
          R"({"model_type": "phi3", "hidden_size": 3072, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 32, )"
          R"("intermediate_size": 8192, "vocab_size": 32064, )"
          R"("sliding_window": 2047})"},
    Model{"phi-2", 2.78,
          R"({"model_type": "phi", "hidden_size": 2560, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "intermediate_size": 10240, )"
          R"("vocab_size": 51200, "hidden_act": "gelu_new"})"},
    Model{"phi-3.5-moe", 41.87,
          R"({"model_type": "phimoe", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 6400, "num_local_experts": 16, )"
          R"("num_experts_per_tok": 2, "vocab_size": 32064, "attention_bias": true, )"
          R"("lm_head_bias": true})"},
    Model{"kimi-k2", 1026.4,
          R"({"model_type": "kimi_k2", "hidden_size": 7168, "num_hidden_layers": 61, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 64, )"
          R"("intermediate_size": 18432, "moe_intermediate_size": 2048, )"
          R"("n_routed_experts": 384, "n_shared_experts": 1, )"
          R"("num_experts_per_tok": 8, "first_k_dense_replace": 1, )"
          R"("q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128, )"
          R"("qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 163840, )"
          R"("scoring_func": "sigmoid", "topk_method": "noaux_tc"})"},
    Model{"glm-4.5", 352.8,
          R"({"model_type": "glm4_moe", "hidden_size": 5120, )"
          R"("num_hidden_layers": 92, "num_attention_heads": 96, )"
          R"("num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 12288, )"
          R"("moe_intermediate_size": 1536, "n_routed_experts": 160, )"
          R"("n_shared_experts": 1, "num_experts_per_tok": 8, )"
          R"("first_k_dense_replace": 3, "use_qk_norm": true, )"
          R"("attention_bias": true, "vocab_size": 151552})"},
    Model{"minimax-text-01", 456,
          R"({"model_type": "minimax_text_01", "hidden_size": 6144, )"
          R"("num_hidden_layers": 80, "num_attention_heads": 64, )"
          R"("num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 9216, )"
          R"("num_local_experts": 32, "num_experts_per_tok": 2, )"
          R"("vocab_size": 200064})"},
    Model{"qwen3-next-80b", 79.67,
          R"({"model_type": "qwen3_next", "hidden_size": 2048, )"
          R"("num_hidden_layers": 48, "num_attention_heads": 16, )"
          R"("num_key_value_heads": 2, "head_dim": 256, "intermediate_size": 5120, )"
          R"("moe_intermediate_size": 512, "num_experts": 512, )"
          R"("num_experts_per_tok": 10, "shared_expert_intermediate_size": 512, )"
          R"("vocab_size": 151936, "linear_num_value_heads": 32, )"
          R"("linear_num_key_heads": 16, "linear_key_head_dim": 128, )"
          R"("linear_value_head_dim": 128, "linear_conv_kernel_dim": 4, )"
          R"("full_attention_interval": 4})"},
    Model{"qwen2-57b-a14b", 57.41,
          R"({"model_type": "qwen2_moe", "hidden_size": 3584, )"
          R"("num_hidden_layers": 28, "num_attention_heads": 28, )"
          R"("num_key_value_heads": 4, "intermediate_size": 18944, )"
          R"("moe_intermediate_size": 2560, "num_experts": 64, )"
          R"("num_experts_per_tok": 8, "shared_expert_intermediate_size": 20480, )"
          R"("vocab_size": 151936})"},
    Model{"deepseek-v2", 235.74,
          R"({"model_type": "deepseek_v2", "hidden_size": 5120, )"
          R"("num_hidden_layers": 60, "num_attention_heads": 128, )"
          R"("intermediate_size": 12288, "moe_intermediate_size": 1536, )"
          R"("n_routed_experts": 160, "n_shared_experts": 2, )"
          R"("num_experts_per_tok": 6, "first_k_dense_replace": 1, )"
          R"("q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128, )"
          R"("qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 102400})"},
    Model{"deepseek-v2-lite", 15.71,
          R"({"model_type": "deepseek_v2", "hidden_size": 2048, )"
          R"("num_hidden_layers": 27, "num_attention_heads": 16, )"
          R"("intermediate_size": 10944, "moe_intermediate_size": 1408, )"
          R"("n_routed_experts": 64, "n_shared_experts": 2, )"
          R"("num_experts_per_tok": 6, "first_k_dense_replace": 1, )"
          R"("q_lora_rank": null, "kv_lora_rank": 512, "qk_nope_head_dim": 128, )"
          R"("qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 102400})"},
    Model{"gpt-oss-120b", 116.83,
          R"({"model_type": "gpt_oss", "hidden_size": 2880, "num_hidden_layers": 36, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64, )"
          R"("intermediate_size": 2880, "num_local_experts": 128, )"
          R"("num_experts_per_tok": 4, "attention_bias": true, "vocab_size": 201088, )"
          R"("sliding_window": 128, )"
          R"("quantization_config": {"quant_method": "mxfp4"}})"},
    Model{"mixtral-8x22b", 140.62,
          R"({"model_type": "mixtral", "hidden_size": 6144, "num_hidden_layers": 56, )"
          R"("num_attention_heads": 48, "num_key_value_heads": 8, )"
          R"("intermediate_size": 16384, "num_local_experts": 8, )"
          R"("num_experts_per_tok": 2, "vocab_size": 32000})"},
    Model{"llama-4-maverick", 400.0,
          R"({"model_type": "llama4", "text_config": {"model_type": "llama4_text", )"
          R"("hidden_size": 5120, "num_hidden_layers": 48, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 8, "head_dim": 128, )"
          R"("intermediate_size": 8192, "intermediate_size_mlp": 16384, )"
          R"("num_local_experts": 128, "num_experts_per_tok": 1, )"
          R"("interleave_moe_layer_step": 2, "vocab_size": 202048, )"
          R"("attention_chunk_size": 8192}})"},
    Model{"gpt-neox-20b", 20.55,
          R"({"model_type": "gpt_neox", "hidden_size": 6144, )"
          R"("num_hidden_layers": 44, "num_attention_heads": 64, )"
          R"("intermediate_size": 24576, "vocab_size": 50432, )"
          R"("hidden_act": "gelu_fast"})"},
    Model{"mamba2-2.7b", 2.7,
          R"({"model_type": "mamba2", "hidden_size": 2560, "num_hidden_layers": 64, )"
          R"("num_heads": 80, "head_dim": 64, "state_size": 128, "n_groups": 1, )"
          R"("conv_kernel": 4, "chunk_size": 256, "vocab_size": 50288, )"
          R"("tie_word_embeddings": true})"},
    Model{"starcoder2-15b", 15.96,
          R"({"model_type": "starcoder2", "hidden_size": 6144, )"
          R"("num_hidden_layers": 40, "num_attention_heads": 48, )"
          R"("num_key_value_heads": 4, "intermediate_size": 24576, )"
          R"("vocab_size": 49152, "sliding_window": 4096, )"
          R"("tie_word_embeddings": false})"},
    Model{"olmo-2-7b", 7.3,
          R"({"model_type": "olmo2", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "intermediate_size": 11008, )"
          R"("vocab_size": 100352})"},
    Model{"olmoe-1b-7b", 6.92,
          R"({"model_type": "olmoe", "hidden_size": 2048, "num_hidden_layers": 16, )"
          R"("num_attention_heads": 16, "intermediate_size": 1024, )"
          R"("num_experts": 64, "num_experts_per_tok": 8, "vocab_size": 50304})"},
    Model{"qwen2.5-vl-7b", 8.29,
          R"({"model_type": "qwen2_5_vl", "hidden_size": 3584, )"
          R"("num_hidden_layers": 28, "num_attention_heads": 28, )"
          R"("num_key_value_heads": 4, "intermediate_size": 18944, )"
          R"("vocab_size": 152064, "vision_config": {"depth": 32, )"
          R"("hidden_act": "silu", "hidden_size": 1280, "intermediate_size": 3420, )"
          R"("num_heads": 16, "in_chans": 3, "out_hidden_size": 3584, )"
          R"("patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2}})"},
    Model{"nemotron-4-15b", 15.6,
          R"({"model_type": "nemotron", "hidden_size": 6144, )"
          R"("num_hidden_layers": 32, "num_attention_heads": 48, )"
          R"("num_key_value_heads": 8, "intermediate_size": 24576, )"
          R"("vocab_size": 256000, "hidden_act": "relu2"})"},
    Model{"mistral-7b", 7.24,
          R"({"model_type": "mistral", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 14336, "vocab_size": 32000, )"
          R"("sliding_window": 4096})"},
    Model{"minimax-m2", 230,
          R"({"model_type": "minimax_m2", "hidden_size": 3072, )"
          R"("num_hidden_layers": 62, "num_attention_heads": 48, )"
          R"("num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 1536, )"
          R"("num_local_experts": 256, "num_experts_per_tok": 8, )"
          R"("use_qk_norm": true, "vocab_size": 200064, "scoring_func": "sigmoid"})"},
    Model{"granite-3-8b", 8.17,
          R"({"model_type": "granite", "hidden_size": 4096, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 12800, "vocab_size": 49155, )"
          R"("tie_word_embeddings": true})"},
    Model{"qwen2-7b", 7.62,
          R"({"model_type": "qwen2", "hidden_size": 3584, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 28, "num_key_value_heads": 4, )"
          R"("intermediate_size": 18944, "vocab_size": 152064, )"
          R"("use_sliding_window": false, "sliding_window": 131072, )"
          R"("max_window_layers": 28})"},
    Model{"glm-4-9b", 9.4,
          R"({"model_type": "glm", "hidden_size": 4096, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 128, )"
          R"("intermediate_size": 13696, "vocab_size": 151552, )"
          R"("attention_bias": true})"},
};

}  // namespace tessera
