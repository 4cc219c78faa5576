#include "workloads/model_reader.h"

#include <algorithm>
#include <filesystem>

#include "sim/core/data_directory.h"
#include "sim/core/diagnostics.h"
#include "workloads/graph_file.h"
#include "workloads/one_operator.h"

namespace tessera {
namespace {

constexpr std::string_view kText = ".textproto";

std::filesystem::path networks_folder() { return data_directory() / "workloads" / "networks"; }

}  // namespace

std::vector<std::string> library_networks() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(networks_folder()))
    if (entry.path().extension() == kText) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

proto::Graph read_model(const std::string& name_or_path) {
  if (std::optional<proto::Graph> graph = one_operator(name_or_path)) return *std::move(graph);
  const std::vector<std::string> library = library_networks();
  if (std::find(library.begin(), library.end(), name_or_path) != library.end())
    return read_graph_text(networks_folder() / (name_or_path + std::string(kText)));
  const std::filesystem::path path = name_or_path;
  if (path.extension() == kText) return read_graph_text(path);
  if (path.extension() == ".pb") return read_graph_binary(path);
  throw InputError(ExitCode::kBadInput, name_or_path + ": is no network of the library");
}

}  // namespace tessera
