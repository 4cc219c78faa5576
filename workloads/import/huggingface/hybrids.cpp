// Models whose layers are not all attention.
#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

constexpr std::int64_t kLightningBlock = 256;
constexpr std::int64_t kDeltaChunk = 64;  // of flash-linear-attention's kernels

LinearAttention lightning(HuggingFaceConfig& config) {
  LinearAttention a;
  a.heads = a.kv_heads = config.count("num_attention_heads");
  a.key_dim = a.value_dim = config.count("head_dim");
  a.chunk = config.has("block_size") ? config.count("block_size") : kLightningBlock;
  return a;
}

LinearAttention gated_delta(HuggingFaceConfig& config) {
  LinearAttention a;
  a.heads = config.count("linear_num_value_heads");
  a.kv_heads = config.count("linear_num_key_heads");
  a.key_dim = config.count("linear_key_head_dim");
  a.value_dim = config.count("linear_value_head_dim");
  a.taps = config.count("linear_conv_kernel_dim");
  a.chunk = kDeltaChunk;
  a.delta_rule = true;
  if (a.heads % a.kv_heads != 0)
    config.mistake("linear_num_value_heads", "is " + std::to_string(a.heads) +
                                                 ", must be a multiple of linear_num_key_heads (" +
                                                 std::to_string(a.kv_heads) + ")");
  return a;
}

// MiniMax: a list of types, 0 or "linear_attention"; Qwen3-Next: that or every n-th is full.
bool is_linear(std::size_t i, const std::vector<std::string>& types,
               const std::vector<std::int64_t>& numbers, std::int64_t interval) {
  if (!types.empty()) return i < types.size() && types[i] == "linear_attention";
  if (!numbers.empty()) return i < numbers.size() && numbers[i] == 0;
  return (static_cast<std::int64_t>(i) + 1) % interval != 0;
}

StateSpace mamba2(HuggingFaceConfig& config) {
  StateSpace s;
  s.heads = config.count_of({"mamba_num_heads", "num_heads"});
  s.head_dim = config.count_of({"mamba_head_dim", "head_dim"});
  s.state_dim = config.count_of({"ssm_state_size", "state_size"});
  s.groups = config.count("n_groups");
  s.taps = config.count("conv_kernel");
  s.chunk = config.count("chunk_size");
  s.bias = config.flag("use_bias", false);
  s.convolution_bias = config.flag("use_conv_bias", true);
  if (s.heads % s.groups != 0)
    config.mistake("n_groups", "is " + std::to_string(s.groups) +
                                   ", must divide the number of heads (" + std::to_string(s.heads) +
                                   ")");
  return s;
}

// Nemotron-H: M is a state space, * attention, - a feed-forward part; the last belongs to the one
// before it.
std::vector<LayerShape> by_pattern(HuggingFaceConfig& config, const Family& family,
                                   const DecoderShape& shape) {
  const std::string pattern = config.text("hybrid_override_pattern");
  const StateSpace state_space = mamba2(config);
  const GroupedAttention attention = attention_of(config, family, shape.hidden);
  const DenseFfn ffn{config.count("intermediate_size"), function_of(config, family),
                     config.flag("mlp_bias", false)};
  std::vector<LayerShape> layers;
  for (const char c : pattern) {
    LayerShape layer;
    layer.ffn = None{};
    if (c == 'M') {
      layer.kind = "mamba";
      layer.mixer = state_space;
    } else if (c == '*') {
      layer.kind = "attention";
      layer.mixer = attention;
    } else if (c == '-' && !layers.empty() && std::holds_alternative<None>(layers.back().ffn)) {
      layers.back().ffn = ffn;
      continue;
    } else {
      config.mistake("hybrid_override_pattern",
                     "has '" + std::string(1, c) +
                         "', must be of M (state space), * (attention) and, behind one of these, - "
                         "(feed-forward)");
      break;
    }
    layers.push_back(std::move(layer));
  }
  if (layers.empty())
    config.mistake("hybrid_override_pattern", "is empty or missing, must name every layer");
  const auto named = static_cast<std::int64_t>(pattern.size());
  if (const std::int64_t all = number_of_layers(config); all != named)
    config.mistake("hybrid_override_pattern", "names " + std::to_string(named) +
                                                  " layers, must name num_hidden_layers (" +
                                                  std::to_string(all) + ")");
  return layers;
}

}  // namespace

std::vector<std::optional<LinearAttention>> linear_layers(HuggingFaceConfig& config,
                                                          const Family& family,
                                                          std::int64_t layers) {
  const bool delta = family.model_type == "qwen3_next";
  if (!delta && family.model_type != "minimax") return {};
  const LinearAttention linear = delta ? gated_delta(config) : lightning(config);
  const std::vector<std::string> types = config.texts("layer_types");
  const std::vector<std::int64_t> numbers = config.counts("attn_type_list");
  const std::int64_t interval = config.has("full_attention_interval")
                                    ? config.count("full_attention_interval")
                                : delta ? 4
                                        : 8;
  std::vector<std::optional<LinearAttention>> result(static_cast<std::size_t>(layers));
  for (std::size_t i = 0; i < result.size(); ++i)
    if (is_linear(i, types, numbers, interval)) result[i] = linear;
  return result;
}

std::vector<LayerShape> state_space_layers(HuggingFaceConfig& config, const Family& family,
                                           const DecoderShape& shape) {
  if (family.model_type == "nemotron_h") return by_pattern(config, family, shape);
  if (family.model_type != "mamba2") return {};
  LayerShape layer;
  layer.mixer = mamba2(config);
  layer.ffn = None{};
  return std::vector<LayerShape>(static_cast<std::size_t>(number_of_layers(config)), layer);
}

}  // namespace tessera
