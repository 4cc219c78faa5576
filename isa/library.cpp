#include "isa/library.h"

#include <algorithm>
#include <cctype>

#include "sim/core/data_directory.h"

namespace tessera {

namespace fs = std::filesystem;

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const unsigned char c : name)
    if (c != '_' && c != '-' && !std::isspace(c)) plain += static_cast<char>(std::tolower(c));
  return plain;
}

std::vector<std::string> library_names(const std::string& folder) {
  std::vector<std::string> names;
  const fs::path place = data_directory() / folder;
  if (!fs::is_directory(place)) return names;
  for (const fs::directory_entry& entry : fs::directory_iterator(place))
    if (entry.path().extension() == ".textproto") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

std::optional<std::string> library_name(const std::string& folder, std::string_view name) {
  for (const std::string& known : library_names(folder))
    if (plain_name(known) == plain_name(name)) return known;
  return std::nullopt;
}

std::string library_text(const std::string& folder, const std::string& name) {
  return folder + "/" + name + ".textproto";
}

fs::path library_path(const std::string& shown) { return data_directory() / shown; }

}  // namespace tessera
