#include "workloads/import/huggingface/importer.h"

#include <algorithm>
#include <array>

#include "workloads/import/huggingface/config.h"
#include "workloads/import/huggingface/decoder.h"

namespace tessera {
namespace {

// What a family fixes that its config.json does not say.
struct Family {
  std::string_view model_type;
  bool qkv_bias;  // always, whatever attention_bias says
  bool query_key_norm;
  bool out_bias_too;    // attention_bias puts one on the output projection as well
  bool groups_default;  // num_key_value_heads may be absent: as many as heads
};

// transformers' modeling_llama.py, modeling_mistral.py, modeling_qwen2.py and
// modeling_qwen3.py.
constexpr std::array kFamilies = {
    Family{"llama", false, false, true, true},
    Family{"mistral", false, false, false, false},
    Family{"qwen2", true, false, false, false},
    Family{"qwen3", false, true, true, false},
};

constexpr std::array kExpertFields = {"num_local_experts", "num_experts", "n_routed_experts"};

const Family& family_of(HuggingFaceConfig& config) {
  const std::string type = config.text("model_type");
  const auto* const family = std::find_if(kFamilies.begin(), kFamilies.end(),
                                          [&](const Family& f) { return f.model_type == type; });
  const bool experts = std::any_of(kExpertFields.begin(), kExpertFields.end(),
                                   [&](const char* field) { return config.has(field); });
  if (family != kFamilies.end() && !experts) return *family;
  if (type.empty() && !experts) {
    config.mistake("model_type", "is missing, must be one of llama, mistral, qwen2, qwen3");
    throw InputError(ExitCode::kBadInput, config.mistakes());
  }
  throw InputError(
      ExitCode::kUnsupported,
      {{config.place_of("model_type"),
        "architecture \"" + type + "\"" + (experts ? " with a mixture of experts" : "") +
            " is not supported, must be a dense model of one of llama, mistral, qwen2, qwen3"}});
}

std::string type_of(HuggingFaceConfig& config) {
  const std::string field = config.has("dtype") ? "dtype" : "torch_dtype";
  const std::string name = config.text(field);
  if (name.empty() || name == "bfloat16") return "bf16";
  if (name == "float16") return "fp16";
  if (name == "float32") return "fp32";
  config.mistake(field, "is \"" + name + "\", must be one of bfloat16, float16, float32");
  return "bf16";
}

std::string gate_of(HuggingFaceConfig& config) {
  const std::string act = config.text("hidden_act");
  if (act.empty() || act == "silu" || act == "swish") return "silu_mul";
  if (act.starts_with("gelu")) return "gelu_mul";
  config.mistake("hidden_act", "is \"" + act + "\", must be one of silu, gelu, gelu_pytorch_tanh");
  return "silu_mul";
}

std::string name_of(const std::filesystem::path& config, const std::string& otherwise) {
  const std::string folder = std::filesystem::absolute(config).parent_path().filename().string();
  return folder.empty() ? otherwise : folder;
}

void check_heads(const DecoderShape& shape, HuggingFaceConfig& config) {
  if (!config.has("head_dim") && shape.hidden % shape.heads != 0)
    config.mistake("hidden_size", "is " + std::to_string(shape.hidden) +
                                      ", must be a multiple of num_attention_heads (" +
                                      std::to_string(shape.heads) + ") where head_dim is absent");
  if (shape.heads % shape.kv_heads != 0)
    config.mistake("num_attention_heads", "is " + std::to_string(shape.heads) +
                                              ", must be a multiple of num_key_value_heads (" +
                                              std::to_string(shape.kv_heads) + ")");
}

DecoderShape shape_of(HuggingFaceConfig& config, const Family& family) {
  DecoderShape shape;
  shape.type = type_of(config);
  shape.gate = gate_of(config);
  shape.layers = config.count("num_hidden_layers");
  shape.hidden = config.count("hidden_size");
  shape.heads = config.count("num_attention_heads");
  shape.kv_heads = family.groups_default && !config.has("num_key_value_heads")
                       ? shape.heads
                       : config.count("num_key_value_heads");
  shape.head_dim = config.has("head_dim") ? config.count("head_dim") : shape.hidden / shape.heads;
  shape.ffn = config.count("intermediate_size");
  shape.vocabulary = config.count("vocab_size");
  const bool bias = config.flag("attention_bias", false);
  shape.qkv_bias = family.qkv_bias || bias;
  shape.attention_out_bias = family.out_bias_too && bias;
  shape.ffn_bias = config.flag("mlp_bias", false);
  shape.query_key_norm = family.query_key_norm;
  shape.tied_embedding = config.flag("tie_word_embeddings", false);
  if (config.mistakes().empty()) check_heads(shape, config);
  return shape;
}

}  // namespace

proto::Graph import_huggingface(const std::filesystem::path& file) {
  HuggingFaceConfig config(file);
  const Family& family = family_of(config);
  DecoderShape shape = shape_of(config, family);
  const bool window = config.has("sliding_window") &&
                      config.flag("use_sliding_window", family.model_type == "mistral");
  if (!config.mistakes().empty()) throw InputError(ExitCode::kBadInput, config.mistakes());
  shape.name = name_of(file, std::string(family.model_type));
  shape.source = file.string();
  proto::Graph graph = decoder_graph(shape);
  if (window)
    graph.add_note("sliding_window of " + std::to_string(config.count("sliding_window")) +
                   " tokens is not modelled: attention reads the whole cache");
  if (config.has("quantization_config"))
    graph.add_note("quantization_config is not read: weights are " + shape.type +
                   " unless --dtype says otherwise");
  return graph;
}

}  // namespace tessera
