#include "workloads/model_reader.h"

#include <algorithm>
#include <filesystem>

#include "sim/core/data_directory.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_names.h"
#include "workloads/graph_file.h"
#include "workloads/import/chakra/importer.h"
#include "workloads/import/gguf/importer.h"
#include "workloads/import/huggingface/importer.h"
#include "workloads/import/onnx/importer.h"
#include "workloads/one_operator.h"

namespace tessera {
namespace {

constexpr std::string_view kText = ".textproto";

std::filesystem::path networks_folder() { return data_directory() / "workloads" / "networks"; }

proto::Graph read_file(const std::filesystem::path& path, const Symbols& symbols) {
  const std::string kind = path.extension().string();
  if (kind == ".onnx") return import_onnx(path, symbols);
  if (kind == ".json") return import_huggingface(path);
  if (kind == ".safetensors") return import_safetensors(path);
  if (kind == ".gguf") return import_gguf(path);
  if (kind == ".et") return import_chakra(path);
  if (kind == ".pb") return read_graph_binary(path);
  if (kind == kText) return read_graph_text(path);
  throw InputError(
      ExitCode::kBadInput,
      path.string() + ": ends in \"" + kind +
          "\", must be .onnx, .json (config.json), .safetensors, .gguf, .et, .pb or .textproto");
}

proto::Graph read_folder(const std::filesystem::path& folder) {
  const std::filesystem::path config = folder / "config.json";
  if (std::filesystem::exists(config)) return import_huggingface(config);
  if (holds_chakra(folder)) return import_chakra(folder);
  throw InputError(ExitCode::kBadInput,
                   folder.string() + ": is a folder without a config.json or traces (.et)");
}

// What has a slash is a path, so that a file can be read without the library.
bool in_library(const std::string& name) {
  if (std::filesystem::path(name).has_parent_path()) return false;
  const std::vector<std::string> library = library_networks();
  return std::ranges::find(library, name) != library.end();
}

}  // namespace

std::vector<std::string> library_networks() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(networks_folder()))
    if (entry.path().extension() == kText) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

proto::Graph read_model(const std::string& name_or_path, const Symbols& symbols) {
  if (std::optional<proto::Graph> graph = one_operator(name_or_path)) return *std::move(graph);
  if (in_library(name_or_path))
    return read_graph_text(networks_folder() / (name_or_path + std::string(kText)));
  require_model(name_or_path);
  const std::filesystem::path path = name_or_path;
  std::error_code unreadable;
  if (std::filesystem::is_directory(path, unreadable)) return read_folder(path);
  return read_file(path, symbols);
}

void require_model(const std::string& name_or_path) {
  if (one_operator(name_or_path) || in_library(name_or_path)) return;
  const std::filesystem::path path = name_or_path;
  std::error_code unreadable;
  if (std::filesystem::exists(path, unreadable)) return;
  if (path.has_parent_path())
    throw InputError(ExitCode::kBadInput, name_or_path + ": there is no such file or folder");
  throw InputError(ExitCode::kBadInput,
                   "model \"" + name_or_path + "\" is no file and no network of the library: " +
                       nearest_first(name_or_path, library_networks()) +
                       "; or one operator: gemm:M,N,K, all_reduce:chips,bytes, "
                       "conv:batch,h,w,c,k,r,s,stride,pad, "
                       "attention:batch,heads,kv_heads,head_dim,seq,kv");
}

}  // namespace tessera
