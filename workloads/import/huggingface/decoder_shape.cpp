#include <algorithm>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostLayers = 10'000;

std::string type_of(HuggingFaceConfig& config) {
  const std::string field = config.has("dtype") ? "dtype" : "torch_dtype";
  const std::string name = config.text(field);
  if (name.empty() || name == "bfloat16" || name == "auto") return "bf16";
  if (name == "float16") return "fp16";
  if (name == "float32") return "fp32";
  config.mistake(field, "is \"" + name + "\", must be one of bfloat16, float16, float32");
  return "bf16";
}

}  // namespace

std::int64_t number_of_layers(HuggingFaceConfig& config) {
  const std::int64_t layers =
      config.count_of({"num_hidden_layers", "n_layer", "num_layers", "n_layers"});
  if (layers <= kMostLayers) return layers;
  config.mistake("num_hidden_layers", "is " + std::to_string(layers) + ", must be at most " +
                                          std::to_string(kMostLayers));
  return 1;
}

namespace {

void check_heads(const GroupedAttention& attention, std::int64_t hidden,
                 HuggingFaceConfig& config) {
  if (!config.has("head_dim") && !config.has("attention_head_dim") && hidden % attention.heads != 0)
    config.mistake("hidden_size", "is " + std::to_string(hidden) +
                                      ", must be a multiple of num_attention_heads (" +
                                      std::to_string(attention.heads) +
                                      ") where head_dim is absent");
  if (attention.heads % attention.kv_heads != 0)
    config.mistake("num_attention_heads", "is " + std::to_string(attention.heads) +
                                              ", must be a multiple of num_key_value_heads (" +
                                              std::to_string(attention.kv_heads) + ")");
}

}  // namespace

namespace {

const std::vector<std::string> kHeadDim = {"head_dim", "attention_head_dim", "kv_channels"};
const std::vector<std::string> kKvHeads = {"num_key_value_heads", "num_kv_heads", "n_head_kv",
                                           "multi_query_group_num"};
const std::vector<std::string> kInter = {"intermediate_size", "ffn_hidden_size", "ffn_dim",
                                         "n_inner"};

std::int64_t kv_heads_of(HuggingFaceConfig& config, const Family& family, std::int64_t heads) {
  // Falcon: one head of keys, unless the newer form or the flag says otherwise.
  const bool several = config.flag("new_decoder_architecture", false) ||
                       !config.flag("multi_query", family.one_kv_head);
  if (family.one_kv_head && !several) return 1;
  if (config.has_any(kKvHeads)) return config.count_of(kKvHeads);
  return family.groups_default ? heads : config.count_of(kKvHeads);
}

bool all_biased(HuggingFaceConfig& config, const Family& family) {
  if (config.has("no_bias")) return !config.flag("no_bias", true);
  return config.flag("use_bias", family.all_biased);
}

std::int64_t inter_of(HuggingFaceConfig& config, const Family& family, std::int64_t hidden) {
  if (family.ffn_times > 0 && !config.has_any(kInter))
    return hidden *
           (config.has("expansion_ratio") ? config.count("expansion_ratio") : family.ffn_times);
  return config.count_of(kInter);
}

}  // namespace

GroupedAttention attention_of(HuggingFaceConfig& config, const Family& family,
                              std::int64_t hidden) {
  GroupedAttention a;
  a.heads = config.count_of({"num_attention_heads", "n_head", "n_heads", "num_heads"});
  a.kv_heads = kv_heads_of(config, family, a.heads);
  a.head_dim = config.has_any(kHeadDim) ? config.count_of(kHeadDim)
                                        : std::max<std::int64_t>(1, hidden / a.heads);
  const bool bias = config.flag("attention_bias", config.flag("bias", false));
  const bool all = all_biased(config, family);
  a.qkv_bias = family.qkv_bias || all || bias || config.flag("add_qkv_bias", false) ||
               config.flag("qkv_bias", false) || config.flag("use_qkv_bias", false);
  a.out_bias = config.flag("attention_out_bias", all || (family.out_bias_too && bias));
  a.norm = family.norm;
  using enum GroupedAttention::QueryKeyNorm;
  if (a.norm == kNone && config.flag("use_qk_norm", false)) a.norm = kHead;
  a.rotates = family.rotates;
  a.norm_weights = family.model_type != "llama4_text";
  a.sinks = family.model_type == "gpt_oss";
  a.output_gate = family.model_type == "qwen3_next";
  if (config.mistakes().empty()) check_heads(a, hidden, config);
  return a;
}

namespace {

LatentAttention latent_of(HuggingFaceConfig& config) {
  LatentAttention a;
  a.heads = config.count("num_attention_heads");
  a.query_rank = config.count_or("q_lora_rank", 0);
  a.latent_dim = config.count("kv_lora_rank");
  a.nope_dim = config.count("qk_nope_head_dim");
  a.rope_dim = config.count("qk_rope_head_dim");
  a.value_dim = config.count("v_head_dim");
  return a;
}

// "dense_window_layer": what tells a kind from the others.
std::string kind_of(const LayerShape& layer, bool some_windowed, bool some_linear,
                    bool some_experts) {
  const auto* attention = std::get_if<GroupedAttention>(&layer.mixer);
  std::string kind;
  if (some_experts && !std::holds_alternative<ExpertFfn>(layer.ffn)) kind += "dense_";
  if (some_linear) kind += attention == nullptr ? "linear_" : "full_";
  if (some_windowed && attention != nullptr) kind += attention->window > 0 ? "window_" : "full_";
  return kind + "layer";
}

// Of all layers, before their number is looked at.
struct Parts {
  GroupedAttention grouped;
  std::optional<LatentAttention> latent;
  std::vector<std::optional<LinearAttention>> linear;
  std::vector<std::int64_t> windows;
  std::vector<bool> rotated;
  std::vector<bool> experts;
  bool parallel = true, norm_each = false;
  ExpertFfn mixture;
  DenseFfn dense;
  bool some(bool with_experts) const {
    return std::ranges::find(experts, with_experts) != experts.end();
  }
};

Parts parts_of(HuggingFaceConfig& config, const Family& family, DecoderShape& shape) {
  const std::int64_t count = number_of_layers(config);
  const std::string function = function_of(config, family);
  Parts parts;
  parts.windows.resize(static_cast<std::size_t>(count), 0);
  if (config.has("kv_lora_rank")) {
    parts.latent = latent_of(config);
  } else {
    parts.grouped = attention_of(config, family, shape.hidden);
    parts.windows = windows_of(config, count, shape.notes);
  }
  parts.rotated = rotated_layers(config, parts.windows);
  parts.parallel = config.flag("use_parallel_residual", config.flag("parallel_attn", true));
  parts.norm_each = config.flag("new_decoder_architecture", false);
  parts.linear = linear_layers(config, family, count);
  parts.experts = expert_layers(config, count);
  if (parts.some(true)) parts.mixture = experts_of(config, function);
  const bool biased = all_biased(config, family) || family.ffn_biased;
  parts.dense = {1, function, biased || config.flag("mlp_bias", false)};
  if (!parts.some(false)) return parts;
  parts.dense.inter = parts.some(true) && config.has("intermediate_size_mlp")
                          ? config.count("intermediate_size_mlp")
                          : inter_of(config, family, shape.hidden);
  return parts;
}

LayerShape layer_of(const Parts& parts, const Family& family, std::size_t i) {
  LayerShape layer;
  GroupedAttention own = parts.grouped;
  own.window = parts.windows[i];
  if (!parts.rotated[i]) own.rotates = false;
  // Llama 4 norms queries and keys where it rotates them.
  if (!own.rotates && !own.norm_weights) own.norm = GroupedAttention::QueryKeyNorm::kNone;
  layer.mixer = own;
  if (parts.latent) layer.mixer = *parts.latent;
  if (!parts.linear.empty() && parts.linear[i]) layer.mixer = *parts.linear[i];
  layer.ffn = parts.dense;
  if (parts.experts[i]) layer.ffn = parts.mixture;
  layer.norms_before = family.norms_before;
  layer.norms_behind = family.norms_behind;
  layer.parallel = family.parallel && parts.parallel;
  // Falcon: a norm for each part in the newer form.
  layer.norm_each = family.norm_each || parts.norm_each;
  return layer;
}

std::vector<LayerShape> layers_of(HuggingFaceConfig& config, const Family& family,
                                  DecoderShape& shape) {
  const Parts parts = parts_of(config, family, shape);
  const bool windowed = std::ranges::any_of(parts.windows, [](auto w) { return w > 0; });
  std::vector<LayerShape> layers;
  for (std::size_t i = 0; i < parts.experts.size(); ++i) {
    LayerShape layer = layer_of(parts, family, i);
    layer.kind =
        kind_of(layer, windowed, !parts.linear.empty(), parts.some(true) && parts.some(false));
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace

std::string function_of(HuggingFaceConfig& config, const Family& family) {
  std::string field = "hidden_act", name;
  for (const char* one :
       {"hidden_activation", "hidden_act", "mlp_hidden_act", "activation_function"})
    if (name.empty() && config.has(one)) name = config.text(field = one);
  if (name.empty()) name = family.activation;
  const std::string gated = family.plain_ffn ? "" : "_mul";
  if (name == "silu" || name == "swish") return "silu" + gated;
  if (name.starts_with("gelu")) return "gelu" + gated;
  if (name == "relu2" && family.plain_ffn) return "relu_squared";
  if (name == "relu" && family.plain_ffn) return "relu";
  config.mistake(field, "is \"" + name + "\", must be one of silu, gelu, gelu_pytorch_tanh" +
                            (family.plain_ffn ? ", relu, relu2" : ""));
  return "silu" + gated;
}

DecoderShape shape_of(HuggingFaceConfig& config, const Family& family) {
  DecoderShape shape;
  shape.type = type_of(config);
  shape.hidden = config.count_of({"hidden_size", "d_model", "n_embd", "n_embed"});
  shape.vocabulary = config.count_of({"vocab_size", "padded_vocab_size"});
  shape.tied_embedding = config.flag("tie_word_embeddings", family.tied_default);
  if (family.layer_norm) {
    shape.norm = proto::NormOp::LAYER;
    shape.norm_bias = family.norm_bias;
  }
  shape.head_bias = family.head_bias || config.flag("lm_head_bias", false);
  shape.embedding_norm = family.embedding_norm;
  if (family.position_offset >= 0)
    shape.positions = family.position_offset +
                      config.count_of({"max_position_embeddings", "n_positions", "n_ctx"});
  shape.parts_are_layers = family.model_type == "nemotron_h";
  std::vector<LayerShape> mixed = state_space_layers(config, family, shape);
  shape.layers = mixed.empty() ? layers_of(config, family, shape) : std::move(mixed);
  if (config.has("index_topk"))
    shape.notes.push_back(
        "sparse attention is timed as if every token saw all; what chooses the "
        "tokens is left out");
  if (config.count_or("num_nextn_predict_layers", 0) > 0)
    shape.notes.push_back("the layers of multi-token prediction are left out");
  return shape;
}

}  // namespace tessera
