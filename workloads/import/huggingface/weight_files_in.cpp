// Finds the files of a checkpoint.
#include <fmt/format.h>
#include <rapidjson/document.h>

#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/file_bytes.h"
#include "workloads/import/huggingface/weight_files.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr const char* kIndex = "model.safetensors.index.json";

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
  throw InputError(ExitCode::kBadInput, file.string() + ": " + what);
}

// Files that the index names, in its own folder.
std::set<std::string> named_in(const fs::path& index) {
  rapidjson::Document document;
  const std::string text = bytes_of_file(index);
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError() || !document.IsObject()) fail(index, "is no JSON object");
  const auto map = document.FindMember("weight_map");
  if (map == document.MemberEnd() || !map->value.IsObject())
    fail(index, "has no weight_map, which must name the file of every tensor");
  std::set<std::string> files;
  for (const auto& [tensor, file] : map->value.GetObject()) {
    const std::string name = file.IsString() ? file.GetString() : "";
    if (name.empty() || fs::path(name).filename() != name || name == "." || name == "..")
      fail(index, fmt::format("weight_map names \"{}\" for \"{}\", must be a file beside it", name,
                              tensor.GetString()));
    files.insert(name);
  }
  return files;
}

// Of a folder without an index; the second copy that some carry has names of its own.
std::set<std::string> found_in(const fs::path& folder) {
  std::set<std::string> files, of_the_model;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".safetensors" || name.starts_with("consolidated")) continue;
    files.insert(name);
    if (name.starts_with("model")) of_the_model.insert(name);
  }
  return of_the_model.empty() ? files : of_the_model;
}

}  // namespace

std::optional<WeightFiles> weight_files_in(const fs::path& folder, const fs::path& only,
                                           std::vector<std::string>& notes) {
  const bool index = fs::exists(folder / kIndex);
  std::set<std::string> names;
  if (index)
    names = named_in(folder / kIndex);
  else
    names = only.empty() ? found_in(folder) : std::set<std::string>{only.filename().string()};
  if (names.empty()) return std::nullopt;
  std::size_t missing = 0;
  for (const std::string& name : names) missing += fs::exists(folder / name) ? 0 : 1;
  if (missing > 0) {
    notes.push_back(
        fmt::format("{} of the {} files that {} names are missing: nothing is read "
                    "from the others",
                    missing, names.size(), kIndex));
    return std::nullopt;
  }
  StoredTensors all;
  for (const std::string& name : names) all.merge(read_safetensors_header(folder / name));
  return WeightFiles(std::move(all));
}

}  // namespace tessera
