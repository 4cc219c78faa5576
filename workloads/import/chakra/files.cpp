#include "workloads/import/chakra/files.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::string_view kEnd = ".et";

struct Name {
  std::string prefix;
  std::size_t device;
};

std::optional<Name> name_of(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (!name.ends_with(kEnd)) return std::nullopt;
  const std::string stem = name.substr(0, name.size() - kEnd.size());
  const std::size_t dot = stem.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  std::size_t device = 0;
  const char* end = stem.data() + stem.size();
  const auto [rest, error] = std::from_chars(stem.data() + dot + 1, end, device);
  if (error != std::errc() || rest != end || dot + 1 == stem.size()) return std::nullopt;
  if (stem.substr(dot + 1) != std::to_string(device)) return std::nullopt;  // "00" is no device
  return Name{stem.substr(0, dot), device};
}

using Files = std::map<std::string, std::map<std::size_t, std::filesystem::path>>;

Files files_in(const std::filesystem::path& folder) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (const std::optional<Name> name = name_of(entry.path()))
      files[name->prefix][name->device] = entry.path();
  return files;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw InputError(ExitCode::kBadInput, path.string() + ": " + what);
}

std::string prefix_in(const std::filesystem::path& folder, const Files& files) {
  if (files.empty()) refuse(folder, "holds no traces PREFIX.0.et, PREFIX.1.et, ...");
  if (files.size() == 1) return files.begin()->first;
  std::string prefixes;
  for (const auto& [prefix, devices] : files)
    prefixes += (prefixes.empty() ? "" : ", ") + prefix + ".0.et";
  refuse(folder, "holds traces of several prefixes, name one of them: " + prefixes);
}

}  // namespace

TraceFiles trace_files(const std::filesystem::path& path) {
  const bool is_folder = std::filesystem::is_directory(path);
  const std::optional<Name> name = is_folder ? std::nullopt : name_of(path);
  if (!is_folder && !name) refuse(path, "is not named PREFIX.NUMBER.et, as a device's trace is");
  const std::filesystem::path folder = is_folder                ? path
                                       : path.has_parent_path() ? path.parent_path()
                                                                : ".";
  Files all = files_in(folder);
  TraceFiles traces;
  traces.prefix = is_folder ? prefix_in(folder, all) : name->prefix;
  for (auto& [device, file] : all[traces.prefix]) {
    if (device != traces.files.size())
      refuse(folder / fmt::format("{}.{}.et", traces.prefix, traces.files.size()),
             fmt::format("is not there, but {} is", file.filename().string()));
    traces.files.push_back(file);
  }
  return traces;
}

}  // namespace tessera
