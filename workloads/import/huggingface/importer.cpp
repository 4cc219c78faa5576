#include "workloads/import/huggingface/importer.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "sim/core/text_names.h"
#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/decoder.h"
#include "workloads/import/huggingface/family.h"
#include "workloads/import/huggingface/part_types.h"

namespace tessera {
namespace {

constexpr double kNoticeable = 0.01;  // of the elements in files, that the graph has more or less

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const Family& family : families()) names.emplace_back(family.model_type);
  return names;
}

// Fields of language models that this importer would read.
std::string known_fields(const HuggingFaceConfig& config) {
  static const std::vector<std::vector<std::string>> kUnderAnyName = {
      {"hidden_size", "d_model", "n_embd", "n_embed"},
      {"num_hidden_layers", "n_layer", "num_layers", "n_layers"},
      {"num_attention_heads", "n_head", "n_heads", "num_heads"},
      {"num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num"},
      {"intermediate_size", "ffn_hidden_size", "ffn_dim", "n_inner"},
      {"vocab_size", "padded_vocab_size"}};
  std::string missing;
  for (const std::vector<std::string>& names : kUnderAnyName)
    if (!config.has_any(names)) missing += (missing.empty() ? "" : ", ") + names[0];
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
}

// Of the language model, of the whole, or in ModelOpt's own file.
Quantisation quantisation_of(HuggingFaceConfig& outer, HuggingFaceConfig& inner,
                             const std::filesystem::path& folder, std::vector<std::string>& notes) {
  if (inner.has("quantization_config")) return quantisation_of(inner, notes);
  if (outer.has("quantization_config")) return quantisation_of(outer, notes);
  const std::filesystem::path apart = folder / "hf_quant_config.json";
  if (!std::filesystem::exists(apart)) return {};
  HuggingFaceConfig file(apart);
  Quantisation result = modelopt_quantisation(file, notes);
  if (!file.mistakes().empty()) throw InputError(ExitCode::kBadInput, file.mistakes());
  return result;
}

// What the files hold against what the graph has.
void compare_with_files(proto::Graph& graph, const DecoderShape& shape, const WeightFiles& files) {
  const auto held = files.parameters(shape);
  const auto written = static_cast<double>(bind(graph, {}, {}).parameters());
  if (std::abs(held - written) > kNoticeable * held)
    graph.add_note(fmt::format("the files hold {:.4g} B elements, the graph {:.4g} B", held / 1e9,
                               written / 1e9));
}

struct Origin {
  std::filesystem::path file;
  std::string name;               // of the graph; empty: the folder's
  bool files = false;             // with what lies beside it
  std::filesystem::path weights;  // of one file
};

proto::Graph import_config(HuggingFaceConfig config, const Origin& from) {
  std::optional<HuggingFaceConfig> inner;
  for (const char* name : {"text_config", "llm_config", "language_config"})
    if (!inner) inner = config.section(name);
  HuggingFaceConfig& text = inner ? *inner : config;
  const std::string inner_type = text.text("model_type");
  const Family* family = family_named(inner_type.empty() ? config.text("model_type") : inner_type);
  if (family == nullptr) refuse(inner_type.empty() ? config : text);
  if (inner) fill_in_defaults(*family, text);
  DecoderShape shape = shape_of(text, *family);
  if (inner) inherit(config, text, *family, shape);
  const std::filesystem::path folder = std::filesystem::absolute(from.file).parent_path();
  const Quantisation types = quantisation_of(config, text, from.files ? folder : "", shape.notes);
  shape.vision = vision_of(config, shape.hidden, shape.notes);
  if (!config.mistakes().empty()) throw InputError(ExitCode::kBadInput, config.mistakes());
  std::optional<WeightFiles> files;
  if (from.files) files = weight_files_in(folder, from.weights, shape.notes);
  give_types(shape, types, files ? &*files : nullptr);
  shape.name = from.name.empty() ? name_of(from.file, family->model_type) : from.name;
  shape.source = from.file.string();
  proto::Graph graph = decoder_graph(shape);
  if (files) compare_with_files(graph, shape, *files);
  return graph;
}

}  // namespace

proto::Graph import_huggingface(const std::filesystem::path& file) {
  return import_config(HuggingFaceConfig(file), {file, "", true, {}});
}

proto::Graph import_huggingface_text(const std::filesystem::path& file, const std::string& config,
                                     const std::string& name) {
  return import_config(HuggingFaceConfig(file.string(), config), {file, name, false, {}});
}

proto::Graph import_safetensors(const std::filesystem::path& file) {
  const std::filesystem::path config = file.parent_path() / "config.json";
  if (!std::filesystem::exists(config))
    throw InputError(ExitCode::kBadInput,
                     file.string() + ": has no config.json beside it, which describes the model");
  return import_config(HuggingFaceConfig(config), {config, "", true, file});
}

}  // namespace tessera
