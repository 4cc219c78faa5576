#include "workloads/import/huggingface/importer.h"

#include <set>

#include "sim/core/text_names.h"
#include "workloads/import/huggingface/decoder.h"
#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const Family& family : families()) names.emplace_back(family.model_type);
  return names;
}

// Fields of language models that this importer would read.
std::string known_fields(const HuggingFaceConfig& config) {
  std::string missing;
  for (const char* field : {"hidden_size", "num_hidden_layers", "num_attention_heads",
                            "num_key_value_heads", "intermediate_size", "vocab_size"})
    if (!config.has(field)) missing += (missing.empty() ? "" : ", ") + std::string(field);
  return missing.empty() ? "" : "; of the fields of a language model it has no " + missing;
}

[[noreturn]] void refuse(HuggingFaceConfig& config) {
  const std::string type = config.text("model_type");
  const std::string nearest = nearest_first(type, family_names());
  if (!type.empty())
    throw InputError(ExitCode::kUnsupported,
                     {{config.place_of("model_type"), "architecture \"" + type +
                                                          "\" is not supported, must be one of " +
                                                          nearest + known_fields(config)}});
  config.mistake("model_type", "is missing, must be one of " + nearest);
  throw InputError(ExitCode::kBadInput, config.mistakes());
}

std::string name_of(const std::filesystem::path& config, std::string_view otherwise) {
  const std::string folder = std::filesystem::absolute(config).parent_path().filename().string();
  return folder.empty() ? std::string(otherwise) : folder;
}

// The outer object says some things for the language model inside.
void inherit(HuggingFaceConfig& outer, HuggingFaceConfig& inner, const Family& family,
             DecoderShape& shape) {
  if (!inner.has("tie_word_embeddings"))
    shape.tied_embedding = outer.flag("tie_word_embeddings", family.tied_default);
  if (!inner.has("quantization_config")) shape.weights = weight_types(outer, shape.notes);
}

proto::Graph import_config(HuggingFaceConfig config, const std::filesystem::path& file,
                           const std::string& name) {
  std::optional<HuggingFaceConfig> inner = config.section("text_config");
  HuggingFaceConfig& text = inner ? *inner : config;
  const std::string inner_type = text.text("model_type");
  const Family* family = family_named(inner_type.empty() ? config.text("model_type") : inner_type);
  if (family == nullptr) refuse(inner_type.empty() ? config : text);
  if (inner) fill_in_defaults(*family, text);
  DecoderShape shape = shape_of(text, *family);
  if (inner) inherit(config, text, *family, shape);
  shape.vision = vision_of(config, shape.hidden, shape.notes);
  if (!config.mistakes().empty()) throw InputError(ExitCode::kBadInput, config.mistakes());
  shape.name = name.empty() ? name_of(file, family->model_type) : name;
  shape.source = file.string();
  return decoder_graph(shape);
}

}  // namespace

proto::Graph import_huggingface(const std::filesystem::path& file) {
  return import_config(HuggingFaceConfig(file), file, "");
}

proto::Graph import_huggingface_text(const std::filesystem::path& file, const std::string& config,
                                     const std::string& name) {
  return import_config(HuggingFaceConfig(file.string(), config), file, name);
}

}  // namespace tessera
