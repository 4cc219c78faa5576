#include "sim/app/explore/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "isa/chip_reader.h"
#include "isa/library.h"
#include "sim/core/diagnostics.h"
#include "sim/core/text_names.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/model_reader.h"

namespace tessera::explore {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOwn = 1000;
constexpr const char* kOwn = "own/";

bool all_of(const std::string& text, std::string_view further) {
  return std::ranges::all_of(text, [&](unsigned char c) {
    return std::isalnum(c) != 0 || further.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

// "gemm:1,2,3", "conv:1,224,..."
bool is_one_operator(const std::string& name) {
  const std::size_t colon = name.find(':');
  return colon != std::string::npos && all_of(name.substr(0, colon), "_") &&
         all_of(name.substr(colon + 1), ",");
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string one_of(const std::string& what, const std::string& name,
                   const std::vector<std::string>& library,
                   const std::map<std::string, std::string>& own) {
  if (holds(library, name)) return name;
  if (const auto found = own.find(name); found != own.end()) return found->second;
  std::vector<std::string> all = library;
  for (const auto& [known, path] : own) all.push_back(known);
  throw InputError(ExitCode::kUsage, fmt::format("{} \"{}\" is not known; there are {}", what, name,
                                                 nearest_first(name, all)));
}

}  // namespace

Names::Names(const fs::path& directory) : chips_(library_chips()), models_(library_networks()) {
  std::error_code ignored;  // of a directory that is not there
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (own_chips_.size() + own_models_.size() >= kMostOwn) break;
    if (!entry.is_regular_file(ignored) || entry.is_symlink(ignored)) continue;
    const fs::path& path = entry.path();
    const std::string kind = path.extension().string();
    if (kind == ".textproto") own_chips_[kOwn + path.stem().string()] = path.string();
    if (kind == ".onnx" || kind == ".gguf" || kind == ".json")
      own_models_[kOwn + path.filename().string()] = path.string();
  }
}

std::string Names::chip(const std::string& name) const {
  return one_of("chip", name, chips_, own_chips_);
}

std::string Names::model(const std::string& name) const {
  return is_one_operator(name) ? name : one_of("model", name, models_, own_models_);
}

void require_no_path(const std::string& name, const std::string& value) {
  const std::vector<std::string> libraries = kernel_libraries();
  const auto known = [&](const std::string& library) {
    return plain_name(library) == plain_name(value);
  };
  if (name == "library" && !value.empty() && std::ranges::none_of(libraries, known))
    throw InputError(ExitCode::kUsage, fmt::format("library \"{}\" is not known; there are {}",
                                                   value, nearest_first(value, libraries)));
  if (name == "routing" && !value.empty() && value != "balanced" && value != "random" &&
      !(value.starts_with("zipf=") && all_of(value.substr(5), ".")))
    throw InputError(ExitCode::kUsage,
                     fmt::format("routing \"{}\" must be balanced, random or zipf=S here", value));
}

bool is_field_path(const std::string& field) {
  return !field.empty() && field.size() <= 200 && std::isalpha(field.front()) != 0 &&
         all_of(field, "_.[]-");
}

}  // namespace tessera::explore
