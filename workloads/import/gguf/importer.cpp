// Metadata under the names of Hugging Face's configs, which know the families.
#include "workloads/import/gguf/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "sim/core/diagnostics.h"
#include "workloads/import/gguf/header.h"
#include "workloads/import/huggingface/importer.h"

namespace tessera {
namespace {

struct Name {
  std::string_view gguf, huggingface;
};

// llama.cpp's names of architectures, and of metadata behind "<architecture>.".
constexpr std::array kArchitectures = {
    Name{"qwen2moe", "qwen2_moe"},    Name{"qwen3moe", "qwen3_moe"},
    Name{"gemma3", "gemma3_text"},    Name{"deepseek2", "deepseek_v2"},
    Name{"gpt-oss", "gpt_oss"},       Name{"phi2", "phi"},
    Name{"gptneox", "gpt_neox"},      Name{"glm4moe", "glm4_moe"},
    Name{"granitemoe", "granitemoe"}, Name{"qwen3next", "qwen3_next"},
    Name{"minimax-m2", "minimax_m2"}};

constexpr std::array kFields = {
    Name{"block_count", "num_hidden_layers"},
    Name{"embedding_length", "hidden_size"},
    Name{"feed_forward_length", "intermediate_size"},
    Name{"attention.head_count", "num_attention_heads"},
    Name{"attention.head_count_kv", "num_key_value_heads"},
    Name{"attention.key_length", "head_dim"},
    Name{"attention.sliding_window", "sliding_window"},
    Name{"attention.q_lora_rank", "q_lora_rank"},
    Name{"attention.kv_lora_rank", "kv_lora_rank"},
    Name{"expert_count", "num_experts"},
    Name{"expert_used_count", "num_experts_per_tok"},
    Name{"expert_feed_forward_length", "moe_intermediate_size"},
    Name{"expert_shared_count", "n_shared_experts"},
    Name{"expert_shared_feed_forward_length", "shared_expert_intermediate_size"},
    Name{"leading_dense_block_count", "first_k_dense_replace"},
    Name{"vocab_size", "vocab_size"},
};

std::optional<std::int64_t> whole(const GgufHeader& header, const std::string& key) {
  const auto found = header.find(key);
  if (found == header.end()) return std::nullopt;
  double value = 0;
  if (const auto* number = std::get_if<double>(&found->second)) value = *number;
  if (const auto* list = std::get_if<GgufList>(&found->second)) value = list->largest;
  if (!(std::abs(value) < 1e15)) return std::nullopt;
  return std::llround(value);
}

std::string word(const GgufHeader& header, const std::string& key) {
  const auto found = header.find(key);
  const auto* text = found == header.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? "" : *text;
}

// Latent attention: lengths of keys and values as of every head, of which some are rotated.
void add_latent(const GgufHeader& header, const std::string& of, std::string& config) {
  if (!whole(header, of + "attention.kv_lora_rank")) return;
  const auto rope = whole(header, of + "rope.dimension_count");
  const auto keys = header.contains(of + "attention.key_length_mla")
                        ? whole(header, of + "attention.key_length_mla")
                        : whole(header, of + "attention.key_length");
  const auto values = header.contains(of + "attention.value_length_mla")
                          ? whole(header, of + "attention.value_length_mla")
                          : whole(header, of + "attention.value_length");
  if (rope) config += fmt::format(", \"qk_rope_head_dim\": {}", *rope);
  if (rope && keys) config += fmt::format(", \"qk_nope_head_dim\": {}", *keys - *rope);
  if (values) config += fmt::format(", \"v_head_dim\": {}", *values);
}

// general.file_type, what most tensors are stored as: blocks of 4 and fewer bits as int4 in groups
// of 32, the length of llama.cpp's blocks, of more as int8.
std::string quantisation(const GgufHeader& header) {
  constexpr std::array<std::int64_t, 3> kWhole = {0, 1, 32};             // fp32, fp16, bf16
  constexpr std::array<std::int64_t, 6> kEight = {7, 8, 9, 16, 17, 18};  // Q8_0, Q5_*, Q6_K
  const auto type = whole(header, "general.file_type");
  if (!type || std::ranges::find(kWhole, *type) != kWhole.end()) return "";
  const bool eight = std::ranges::find(kEight, *type) != kEight.end();
  return fmt::format(
      ", \"quantization_config\": {{\"quant_method\": \"gptq\", \"bits\": {}, "
      "\"group_size\": 32}}",
      eight ? 8 : 4);
}

std::string config_of(const GgufHeader& header, const std::filesystem::path& file) {
  const std::string architecture = word(header, "general.architecture");
  if (architecture.empty() || architecture.find_first_of("\"\\") != std::string::npos)
    throw InputError(ExitCode::kBadInput, file.string() + ": names no general.architecture");
  const std::string of = architecture + ".";
  const bool experts = whole(header, of + "expert_count").value_or(0) > 0;
  const auto* const known = std::ranges::find(kArchitectures, architecture, &Name::gguf);
  std::string type(known == kArchitectures.end() ? architecture : std::string(known->huggingface));
  if (type == "llama" && experts) type = "mixtral";
  std::string config = "{\"model_type\": \"" + type + "\"";
  for (const Name& field : kFields)
    if (const auto value = whole(header, of + std::string(field.gguf)))
      if (field.huggingface != "num_experts" || experts)
        config += fmt::format(", \"{}\": {}", field.huggingface, *value);
  if (!header.contains(of + "vocab_size"))
    if (const auto tokens = header.find("tokenizer.ggml.tokens"); tokens != header.end())
      if (const auto* list = std::get_if<GgufList>(&tokens->second))
        config += fmt::format(", \"vocab_size\": {}", list->size);
  add_latent(header, of, config);
  return config + quantisation(header) + "}";
}

}  // namespace

proto::Graph import_gguf(const std::filesystem::path& file) {
  proto::Graph graph =
      import_huggingface_text(file, config_of(read_gguf_header(file), file), file.stem().string());
  graph.add_note(
      "read from the header of a GGUF file: whether embeddings are tied is the family's "
      "usual, weights of 2 to 4 bits are taken as int4 in groups of 32, of 5 to 8 as int8");
  return graph;
}

}  // namespace tessera
