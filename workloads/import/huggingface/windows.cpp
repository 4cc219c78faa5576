// Which layers of a model see only the last tokens.
#include <algorithm>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

// gemma3 says nothing in its first configs: five windows, then one layer that sees all.
constexpr std::int64_t kGemma3Pattern = 6;

// Of layers without a list of types: every `pattern`-th one sees all tokens.
std::int64_t pattern_of(HuggingFaceConfig& config) {
  const std::string type = config.text("model_type");
  if (config.has("sliding_window_pattern")) return config.count("sliding_window_pattern");
  if (type == "gemma3_text" || type == "gemma3") return kGemma3Pattern;
  return type == "gemma2" || type == "gpt_oss" ? 2 : 0;
}

std::vector<std::int64_t> in_chunks(HuggingFaceConfig& config, std::int64_t layers,
                                    std::vector<std::string>& notes) {
  const std::int64_t chunk = config.count("attention_chunk_size");
  const std::int64_t interval =
      config.has("no_rope_layer_interval") ? config.count("no_rope_layer_interval") : 4;
  const std::vector<std::int64_t> rotated = config.counts("no_rope_layers");  // 1: rotated
  std::vector<std::int64_t> windows;
  for (std::int64_t i = 0; i < layers; ++i) {
    const bool chunked = i < static_cast<std::int64_t>(rotated.size())
                             ? rotated[static_cast<std::size_t>(i)] != 0
                             : (i + 1) % interval != 0;
    windows.push_back(chunked ? chunk : 0);
  }
  notes.push_back("attention in chunks of " + std::to_string(chunk) +
                  " tokens is timed as a window of as many");
  return windows;
}

// One known word for every layer.
void check_types(HuggingFaceConfig& config, const std::vector<std::string>& types,
                 std::size_t layers) {
  static const std::vector<std::string> kWords = {"full_attention", "sliding_attention",
                                                  "chunked_attention", "linear_attention"};
  if (types.empty()) return;
  if (types.size() != layers)
    config.mistake("layer_types", "has " + std::to_string(types.size()) +
                                      " entries, must have one for each of the " +
                                      std::to_string(layers) + " layers");
  for (const std::string& type : types)
    if (std::ranges::find(kWords, type) == kWords.end())
      return config.mistake("layer_types", "has \"" + type +
                                               "\", must be of full_attention, "
                                               "sliding_attention, chunked_attention, "
                                               "linear_attention");
}

}  // namespace

std::vector<bool> rotated_layers(HuggingFaceConfig& config,
                                 const std::vector<std::int64_t>& windows) {
  std::vector<bool> rotated(windows.size(), true);
  const std::vector<std::int64_t> listed = config.counts("no_rope_layers");  // 1: rotated
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (i < listed.size()) rotated[i] = listed[i] != 0;
    if (listed.empty() && config.has("attention_chunk_size")) rotated[i] = windows[i] > 0;
  }
  return rotated;
}

std::vector<std::int64_t> windows_of(HuggingFaceConfig& config, std::int64_t layers,
                                     std::vector<std::string>& notes) {
  const auto count = static_cast<std::size_t>(layers);
  if (config.has("attention_chunk_size")) return in_chunks(config, layers, notes);
  std::vector<std::int64_t> windows(count, 0);
  if (!config.has("sliding_window")) return windows;
  const std::int64_t window = config.count("sliding_window");
  const std::vector<std::string> types = config.texts("layer_types");
  const bool by_default = !config.text("model_type").starts_with("qwen");
  check_types(config, types, count);
  if (types.empty() && !config.flag("use_sliding_window", by_default)) return windows;
  const std::int64_t pattern = pattern_of(config);
  const std::int64_t first =
      config.has("use_sliding_window") ? config.count_or("max_window_layers", 0) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const bool slides = !types.empty() ? i < types.size() && types[i] == "sliding_attention"
                        : pattern > 0  ? (number + 1) % pattern != 0
                                       : number >= first;
    if (slides) windows[i] = window;
  }
  return windows;
}

}  // namespace tessera
