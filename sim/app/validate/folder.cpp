#include "sim/app/validate/folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/app/validate/silicon/tables.h"
#include "sim/core/diagnostics.h"

namespace tessera::validation {
namespace {

struct Kind {
  std::string name;
  std::vector<std::string> rows;  // tables whose rows are predicted: one of them must be there
  std::vector<std::string> description;  // tables that say what the rows are about
};

// By the first kind that has its rows in a folder.
std::vector<Kind> kinds() {
  return {{"dram", {"open_loop.csv", "tile.csv"}, {"configs.csv", "timing_constraints.csv"}},
          {"noc", {"booksim_latency_load.csv", "nccl_busbw.csv", "astra_allreduce.csv"}, {}},
          {"silicon", silicon_tables(), {"devices.csv", "baselines.csv"}},
          {"chips", {"published_performance.csv"}, {"chips.csv", "chip_facts.csv"}}};
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::set<std::string> files_in(const std::filesystem::path& path) {
  std::error_code error;
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    if (entry.is_regular_file(error)) files.insert(entry.path().filename().string());
  if (error)
    throw InputError(ExitCode::kBadInput, fmt::format("{}: {}", path.string(), error.message()));
  return files;
}

std::string known_files() {
  std::string text;
  for (const Kind& kind : kinds())
    text +=
        fmt::format("{}{} ({})", text.empty() ? "" : ", ", fmt::join(kind.rows, " or "), kind.name);
  return text;
}

}  // namespace

std::vector<std::string> Folder::files() const {
  std::vector<std::string> all(tables.begin(), tables.end());
  all.insert(all.end(), unknown.begin(), unknown.end());
  return all;
}

Folder read_folder(const std::filesystem::path& path) {
  const std::set<std::string> files = files_in(path);
  for (const Kind& kind : kinds()) {
    const bool found = std::any_of(kind.rows.begin(), kind.rows.end(),
                                   [&](const std::string& name) { return files.contains(name); });
    if (!found) continue;
    Folder folder{path, kind.name, {}, {}};
    for (const std::string& file : files)
      if (contains(kind.rows, file) || contains(kind.description, file))
        folder.tables.insert(file);
      else
        folder.unknown.push_back(file);
    return folder;
  }
  throw InputError(ExitCode::kBadInput,
                   fmt::format("{}: no table that can be validated; looked for {}", path.string(),
                               known_files()));
}

}  // namespace tessera::validation
