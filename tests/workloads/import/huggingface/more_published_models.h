// Further published models: fields of their config.json on huggingface.co, and the parameters that
// their model cards (the count of their safetensors files) or reports state.
#pragma once

#include "tests/workloads/import/huggingface/published_models.h"

namespace tessera {

inline constexpr Model kMoreModels[] = {
    Model{"llama-2-7b", 6.738,
          R"({"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 32, )"
          R"("intermediate_size": 11008, "vocab_size": 32000})"},
    Model{"llama-2-13b", 13.016,
          R"({"model_type": "llama", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 40, )"
          R"("intermediate_size": 13824, "vocab_size": 32000})"},
    Model{"llama-2-70b", 68.977,
          R"({"model_type": "llama", "hidden_size": 8192, "num_hidden_layers": 80, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 8, )"
          R"("intermediate_size": 28672, "vocab_size": 32000})"},
    Model{"llama-3.2-1b", 1.236,
          R"({"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 16, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 8192, "vocab_size": 128256, "head_dim": 64, )"
          R"("tie_word_embeddings": true})"},
    Model{"llama-3.2-3b", 3.213,
          R"({"model_type": "llama", "hidden_size": 3072, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 24, "num_key_value_heads": 8, )"
          R"("intermediate_size": 8192, "vocab_size": 128256, "head_dim": 128, )"
          R"("tie_word_embeddings": true})"},
    Model{"mistral-7b-v0.3", 7.248,
          R"({"model_type": "mistral", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 14336, "vocab_size": 32768})"},
    Model{"mistral-nemo-12b", 12.248,
          R"({"model_type": "mistral", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 14336, "vocab_size": 131072, "head_dim": 128})"},
    Model{"mistral-small-24b", 23.572,
          R"({"model_type": "mistral", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 32768, "vocab_size": 131072, "head_dim": 128})"},
    Model{"mistral-large-123b", 122.61,
          R"({"model_type": "mistral", "hidden_size": 12288, "num_hidden_layers": 88, )"
          R"("num_attention_heads": 96, "num_key_value_heads": 8, )"
          R"("intermediate_size": 28672, "vocab_size": 32768})"},
    Model{"qwen2.5-0.5b", 0.494,
          R"({"model_type": "qwen2", "hidden_size": 896, "num_hidden_layers": 24, )"
          R"("num_attention_heads": 14, "num_key_value_heads": 2, )"
          R"("intermediate_size": 4864, "vocab_size": 151936, "tie_word_embeddings": true})"},
    Model{"qwen2.5-14b", 14.77,
          R"({"model_type": "qwen2", "hidden_size": 5120, "num_hidden_layers": 48, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 8, )"
          R"("intermediate_size": 13824, "vocab_size": 152064})"},
    Model{"qwen2.5-32b", 32.764,
          R"({"model_type": "qwen2", "hidden_size": 5120, "num_hidden_layers": 64, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 8, )"
          R"("intermediate_size": 27648, "vocab_size": 152064})"},
    Model{"qwen2.5-72b", 72.706,
          R"({"model_type": "qwen2", "hidden_size": 8192, "num_hidden_layers": 80, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 8, )"
          R"("intermediate_size": 29568, "vocab_size": 152064})"},
    Model{"qwen1.5-moe-a2.7b", 14.316,
          R"({"model_type": "qwen2_moe", "hidden_size": 2048, "num_hidden_layers": 24, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 16, )"
          R"("intermediate_size": 5632, "vocab_size": 151936, )"
          R"("moe_intermediate_size": 1408, "num_experts": 60, "num_experts_per_tok": 4, )"
          R"("shared_expert_intermediate_size": 5632, "decoder_sparse_step": 1})"},
    Model{"qwen3-0.6b", 0.596,
          R"({"model_type": "qwen3", "hidden_size": 1024, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 8, )"
          R"("intermediate_size": 3072, "vocab_size": 151936, "head_dim": 128, )"
          R"("tie_word_embeddings": true})"},
    Model{"qwen3-4b", 4.022,
          R"({"model_type": "qwen3", "hidden_size": 2560, "num_hidden_layers": 36, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 9728, "vocab_size": 151936, "head_dim": 128, )"
          R"("tie_word_embeddings": true})"},
    Model{"qwen3-14b", 14.768,
          R"({"model_type": "qwen3", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 8, )"
          R"("intermediate_size": 17408, "vocab_size": 151936, "head_dim": 128, )"
          R"("tie_word_embeddings": false})"},
    Model{"qwen3-32b", 32.762,
          R"({"model_type": "qwen3", "hidden_size": 5120, "num_hidden_layers": 64, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 8, )"
          R"("intermediate_size": 25600, "vocab_size": 151936, "head_dim": 128, )"
          R"("tie_word_embeddings": false})"},
    Model{"qwen3-coder-480b", 480.15,
          R"({"model_type": "qwen3_moe", "hidden_size": 6144, "num_hidden_layers": 62, )"
          R"("num_attention_heads": 96, "num_key_value_heads": 8, )"
          R"("intermediate_size": 8192, "vocab_size": 151936, "head_dim": 128, )"
          R"("moe_intermediate_size": 2560, "num_experts": 160, "num_experts_per_tok": 8})"},
    Model{"deepseek-moe-16b", 16.376,
          R"({"model_type": "deepseek", "hidden_size": 2048, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 16, )"
          R"("intermediate_size": 10944, "vocab_size": 102400, )"
          R"("moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, )"
          R"("num_experts_per_tok": 6, "first_k_dense_replace": 1, "moe_layer_freq": 1})"},
    Model{"moonlight-16b-a3b", 15.96,
          R"({"model_type": "deepseek_v3", "hidden_size": 2048, "num_hidden_layers": 27, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 16, )"
          R"("intermediate_size": 11264, "vocab_size": 163840, )"
          R"("moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, )"
          R"("num_experts_per_tok": 6, "first_k_dense_replace": 1, "moe_layer_freq": 1, )"
          R"("kv_lora_rank": 512, "q_lora_rank": null, "qk_nope_head_dim": 128, )"
          R"("qk_rope_head_dim": 64, "v_head_dim": 128, "topk_method": "noaux_tc"})"},
    Model{"deepseek-v3.2", 671.0,
          R"({"model_type": "deepseek_v32", "hidden_size": 7168, "num_hidden_layers": 61, )"
          R"("num_attention_heads": 128, "num_key_value_heads": 128, )"
          R"("intermediate_size": 18432, "vocab_size": 129280, )"
          R"("moe_intermediate_size": 2048, "n_routed_experts": 256, )"
          R"("n_shared_experts": 1, "num_experts_per_tok": 8, "first_k_dense_replace": 3, )"
          R"("moe_layer_freq": 1, "kv_lora_rank": 512, "q_lora_rank": 1536, )"
          R"("qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, )"
          R"("topk_method": "noaux_tc", "index_head_dim": 128, "index_n_heads": 64, )"
          R"("index_topk": 2048})"},
    Model{"glm-4.5-air", 106.0,
          R"({"model_type": "glm4_moe", "hidden_size": 4096, "num_hidden_layers": 46, )"
          R"("num_attention_heads": 96, "num_key_value_heads": 8, )"
          R"("intermediate_size": 10944, "vocab_size": 151552, "head_dim": 128, )"
          R"("moe_intermediate_size": 1408, "n_routed_experts": 128, )"
          R"("n_shared_experts": 1, "num_experts_per_tok": 8, "first_k_dense_replace": 1, )"
          R"("attention_bias": true, "use_qk_norm": false})"},
    Model{"gemma-2-2b", 2.614,
          R"({"model_type": "gemma2", "hidden_size": 2304, "num_hidden_layers": 26, )"
          R"("num_attention_heads": 8, "num_key_value_heads": 4, )"
          R"("intermediate_size": 9216, "vocab_size": 256000, "head_dim": 256, )"
          R"("sliding_window": 4096, "hidden_activation": "gelu_pytorch_tanh"})"},
    Model{"gemma-2-27b", 27.227,
          R"({"model_type": "gemma2", "hidden_size": 4608, "num_hidden_layers": 46, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 16, )"
          R"("intermediate_size": 36864, "vocab_size": 256000, "head_dim": 128, )"
          R"("sliding_window": 4096, "hidden_activation": "gelu_pytorch_tanh"})"},
    Model{"gemma-3-1b", 1.0,
          R"({"model_type": "gemma3_text", "hidden_size": 1152, "num_hidden_layers": 26, )"
          R"("num_attention_heads": 4, "num_key_value_heads": 1, )"
          R"("intermediate_size": 6912, "vocab_size": 262144, "head_dim": 256, )"
          R"("sliding_window": 512, "sliding_window_pattern": 6, )"
          R"("hidden_activation": "gelu_pytorch_tanh"})"},
    Model{"phi-3-medium-14b", 13.96,
          R"({"model_type": "phi3", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 10, )"
          R"("intermediate_size": 17920, "vocab_size": 32064})"},
    Model{"phi-4", 14.66,
          R"({"model_type": "phi3", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 10, )"
          R"("intermediate_size": 17920, "vocab_size": 100352})"},
    Model{"phi-4-mini", 3.836,
          R"({"model_type": "phi3", "hidden_size": 3072, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 24, "num_key_value_heads": 8, )"
          R"("intermediate_size": 8192, "vocab_size": 200064, "tie_word_embeddings": true})"},
    Model{"yi-6b", 6.061,
          R"({"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 4, )"
          R"("intermediate_size": 11008, "vocab_size": 64000})"},
    Model{"yi-34b", 34.389,
          R"({"model_type": "llama", "hidden_size": 7168, "num_hidden_layers": 60, )"
          R"("num_attention_heads": 56, "num_key_value_heads": 8, )"
          R"("intermediate_size": 20480, "vocab_size": 64000})"},
    Model{"smollm2-1.7b", 1.711,
          R"({"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 24, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 32, )"
          R"("intermediate_size": 8192, "vocab_size": 49152, "tie_word_embeddings": true})"},
    Model{"baichuan2-7b", 7.506,
          R"({"model_type": "baichuan", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "intermediate_size": 11008, "vocab_size": 125696})"},
    Model{"internlm2-7b", 7.738,
          R"({"model_type": "internlm2", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 14336, "vocab_size": 92544, "bias": false})"},
    Model{"internlm2-20b", 19.86,
          R"({"model_type": "internlm2", "hidden_size": 6144, "num_hidden_layers": 48, )"
          R"("num_attention_heads": 48, "num_key_value_heads": 8, )"
          R"("intermediate_size": 16384, "vocab_size": 92544, "bias": false})"},
    Model{"internlm3-8b", 8.8,
          R"({"model_type": "internlm3", "hidden_size": 4096, "num_hidden_layers": 48, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 2, )"
          R"("intermediate_size": 10240, "vocab_size": 128512, "head_dim": 128, )"
          R"("bias": false, "qkv_bias": false})"},
    Model{"chatglm3-6b", 6.244,
          R"({"model_type": "chatglm", "hidden_size": 4096, "num_layers": 28, )"
          R"("num_attention_heads": 32, "kv_channels": 128, "multi_query_attention": true, )"
          R"("multi_query_group_num": 2, "ffn_hidden_size": 13696, )"
          R"("padded_vocab_size": 65024, "add_qkv_bias": true, "add_bias_linear": false})"},
    Model{"glm-4-9b-chat", 9.4,
          R"({"model_type": "chatglm", "hidden_size": 4096, "num_layers": 40, )"
          R"("num_attention_heads": 32, "kv_channels": 128, "multi_query_attention": true, )"
          R"("multi_query_group_num": 2, "ffn_hidden_size": 13696, )"
          R"("padded_vocab_size": 151552, "add_qkv_bias": true, "add_bias_linear": false})"},
    Model{"command-r-35b", 34.98,
          R"({"model_type": "cohere", "hidden_size": 8192, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 64, "num_key_value_heads": 64, )"
          R"("intermediate_size": 22528, "vocab_size": 256000, "use_qk_norm": false})"},
    Model{"command-r-plus-104b", 103.81,
          R"({"model_type": "cohere", "hidden_size": 12288, "num_hidden_layers": 64, )"
          R"("num_attention_heads": 96, "num_key_value_heads": 8, )"
          R"("intermediate_size": 33792, "vocab_size": 256000, "use_qk_norm": true})"},
    Model{"command-r7b", 8.028,
          R"({"model_type": "cohere2", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 14336, "vocab_size": 256000, "sliding_window": 4096, )"
          R"("sliding_window_pattern": 4})"},
    Model{"olmo-2-13b", 13.716,
          R"({"model_type": "olmo2", "hidden_size": 5120, "num_hidden_layers": 40, )"
          R"("num_attention_heads": 40, "num_key_value_heads": 40, )"
          R"("intermediate_size": 13824, "vocab_size": 100352})"},
    Model{"nemotron-4-340b", 340.0,
          R"({"model_type": "nemotron", "hidden_size": 18432, "num_hidden_layers": 96, )"
          R"("num_attention_heads": 96, "num_key_value_heads": 8, )"
          R"("intermediate_size": 73728, "vocab_size": 256000, "hidden_act": "relu2"})"},
    // Their files hold the table of embeddings a second time: 7.217 B and 41.84 B.
    Model{"falcon-7b", 6.92,
          R"({"model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 71, "vocab_size": 65024, "multi_query": true, )"
          R"("parallel_attn": true, "new_decoder_architecture": false, "bias": false, )"
          R"("alibi": false})"},
    Model{"falcon-40b", 41.3,
          R"({"model_type": "falcon", "hidden_size": 8192, "num_hidden_layers": 60, )"
          R"("num_attention_heads": 128, "num_kv_heads": 8, "vocab_size": 65024, )"
          R"("parallel_attn": true, "new_decoder_architecture": true, "bias": false, )"
          R"("alibi": false})"},
    Model{"bloom-7b1", 7.069,
          R"({"model_type": "bloom", "hidden_size": 4096, "n_layer": 30, )"
          R"("num_attention_heads": 32, "vocab_size": 250880})"},
    Model{"bloom-176b", 176.247,
          R"({"model_type": "bloom", "hidden_size": 14336, "n_layer": 70, )"
          R"("num_attention_heads": 112, "vocab_size": 250880})"},
    Model{"opt-6.7b", 6.658,
          R"({"model_type": "opt", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "ffn_dim": 16384, "vocab_size": 50272, )"
          R"("max_position_embeddings": 2048, "activation_function": "relu"})"},
    Model{"opt-66b", 65.72,
          R"({"model_type": "opt", "hidden_size": 9216, "num_hidden_layers": 64, )"
          R"("num_attention_heads": 72, "ffn_dim": 36864, "vocab_size": 50272, )"
          R"("max_position_embeddings": 2048, "activation_function": "relu"})"},
    Model{"pythia-6.9b", 6.857,
          R"({"model_type": "gpt_neox", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "intermediate_size": 16384, "vocab_size": 50432, )"
          R"("hidden_act": "gelu"})"},
    Model{"pythia-12b", 11.846,
          R"({"model_type": "gpt_neox", "hidden_size": 5120, "num_hidden_layers": 36, )"
          R"("num_attention_heads": 40, "intermediate_size": 20480, "vocab_size": 50688, )"
          R"("hidden_act": "gelu"})"},
    Model{"gpt-j-6b", 6.053,
          R"({"model_type": "gptj", "n_embd": 4096, "n_layer": 28, "n_head": 16, )"
          R"("n_inner": null, "vocab_size": 50400, "activation_function": "gelu_new", )"
          R"("tie_word_embeddings": false})"},
    Model{"gpt2-xl", 1.558,
          R"({"model_type": "gpt2", "n_embd": 1600, "n_layer": 48, "n_head": 25, )"
          R"("n_positions": 1024, "vocab_size": 50257, "activation_function": "gelu_new"})"},
    Model{"mpt-7b", 6.649,
          R"({"model_type": "mpt", "d_model": 4096, "n_layers": 32, "n_heads": 32, )"
          R"("expansion_ratio": 4, "no_bias": true, "vocab_size": 50432})"},
    Model{"mpt-30b", 29.96,
          R"({"model_type": "mpt", "d_model": 7168, "n_layers": 48, "n_heads": 64, )"
          R"("expansion_ratio": 4, "no_bias": true, "vocab_size": 50432})"},
    Model{"starcoder", 15.52,
          R"({"model_type": "gpt_bigcode", "n_embd": 6144, "n_layer": 40, "n_head": 48, )"
          R"("n_inner": 24576, "n_positions": 8192, "multi_query": true, )"
          R"("vocab_size": 49152, "activation_function": "gelu_pytorch_tanh"})"},
    Model{"starcoder2-7b", 7.17,
          R"({"model_type": "starcoder2", "hidden_size": 4608, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 36, "num_key_value_heads": 4, )"
          R"("intermediate_size": 18432, "vocab_size": 49152, "sliding_window": 4096})"},
    Model{"stablelm-3b-4e1t", 2.795,
          R"({"model_type": "stablelm", "hidden_size": 2560, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 32, )"
          R"("intermediate_size": 6912, "vocab_size": 50304, "use_qkv_bias": false})"},
    Model{"ernie-4.5-0.3b", 0.361,
          R"({"model_type": "ernie4_5", "hidden_size": 1024, "num_hidden_layers": 18, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 2, )"
          R"("intermediate_size": 3072, "vocab_size": 103424, "head_dim": 128, )"
          R"("use_bias": false})"},
    Model{"ernie-4.5-21b-a3b", 21.83,
          R"({"model_type": "ernie4_5_moe", "hidden_size": 2560, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 20, "num_key_value_heads": 4, )"
          R"("intermediate_size": 12288, "vocab_size": 103424, "moe_num_experts": 64, )"
          R"("moe_k": 6, "moe_intermediate_size": 1536, "moe_num_shared_experts": 2, )"
          R"("moe_layer_start_index": 1, "moe_layer_interval": 1, )"
          R"("moe_use_aux_free": true, "use_bias": false})"},
    Model{"dots.llm1", 142.77,
          R"({"model_type": "dots1", "hidden_size": 4096, "num_hidden_layers": 62, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 32, )"
          R"("intermediate_size": 10944, "vocab_size": 152064, "head_dim": 128, )"
          R"("moe_intermediate_size": 1408, "n_routed_experts": 128, )"
          R"("n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1})"},
    Model{"ling-lite", 16.8,
          R"({"model_type": "bailing_moe", "hidden_size": 2048, "num_hidden_layers": 28, )"
          R"("num_attention_heads": 16, "num_key_value_heads": 4, )"
          R"("intermediate_size": 5632, "vocab_size": 126464, )"
          R"("moe_intermediate_size": 1408, "num_experts": 64, "num_shared_experts": 2, )"
          R"("num_experts_per_tok": 6, "use_bias": false, "use_qkv_bias": false})"},
    Model{"ling-mini-2.0", 16.26,
          R"({"model_type": "bailing_moe_v2", "hidden_size": 2048, )"
          R"("num_hidden_layers": 20, "num_attention_heads": 16, "num_key_value_heads": 4, )"
          R"("intermediate_size": 5120, "vocab_size": 157184, "head_dim": 128, )"
          R"("moe_intermediate_size": 512, "num_experts": 256, "num_shared_experts": 1, )"
          R"("num_experts_per_tok": 8, "first_k_dense_replace": 1, "use_qk_norm": true, )"
          R"("moe_router_enable_expert_bias": true, "use_bias": false})"},
    Model{"hunyuan-a13b", 80.39,
          R"({"model_type": "hunyuan_v1_moe", "hidden_size": 4096, )"
          R"("num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, )"
          R"("intermediate_size": 3072, "vocab_size": 128167, "attention_head_dim": 128, )"
          R"("moe_intermediate_size": [3072, 3072], "num_experts": 64, "moe_topk": [8, 8], )"
          R"("num_shared_expert": [1, 1], "use_qk_norm": true})"},
    Model{"seed-oss-36b", 36.15,
          R"({"model_type": "seed_oss", "hidden_size": 5120, "num_hidden_layers": 64, )"
          R"("num_attention_heads": 80, "num_key_value_heads": 8, )"
          R"("intermediate_size": 27648, "vocab_size": 155136, "head_dim": 128, )"
          R"("attention_bias": true, "attention_out_bias": false})"},
    Model{
        "nemotron-nano-9b-v2", 8.89,
        R"({"model_type": "nemotron_h", "hidden_size": 4480, "num_hidden_layers": 56, )"
        R"("hybrid_override_pattern": "M-M-M-MM-M-M-M*-M-M-M*-M-M-M-M*-M-M-M-M*-M-MM-M-M-M-M-M-", )"
        R"("intermediate_size": 15680, "num_attention_heads": 40, )"
        R"("num_key_value_heads": 8, "head_dim": 128, "mamba_num_heads": 128, )"
        R"("mamba_head_dim": 80, "ssm_state_size": 128, "n_groups": 8, "conv_kernel": 4, )"
        R"("chunk_size": 128, "vocab_size": 131072})"},
    Model{"nemotron-h-8b", 8.1,
          R"({"model_type": "nemotron_h", "hidden_size": 4096, "num_hidden_layers": 52, )"
          R"("hybrid_override_pattern": "M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-", )"
          R"("intermediate_size": 21504, "num_attention_heads": 32, )"
          R"("num_key_value_heads": 8, "head_dim": 128, "mamba_num_heads": 128, )"
          R"("mamba_head_dim": 64, "ssm_state_size": 128, "n_groups": 8, "conv_kernel": 4, )"
          R"("chunk_size": 128, "vocab_size": 131072})"},
    Model{"afm-4.5b", 4.62,
          R"({"model_type": "arcee", "hidden_size": 2560, "num_hidden_layers": 36, )"
          R"("num_attention_heads": 20, "num_key_value_heads": 4, "head_dim": 128, )"
          R"("intermediate_size": 18432, "vocab_size": 128000, "hidden_act": "relu2"})"},
    Model{"hunyuan-7b", 7.5,
          R"({"model_type": "hunyuan_v1_dense", "hidden_size": 4096, "num_hidden_layers": 32, )"
          R"("num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128, )"
          R"("intermediate_size": 14336, "vocab_size": 128167, "tie_word_embeddings": true})"},
};

}  // namespace tessera
