// Texts that come with the program, found by name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// Case, '_', '-' and blanks do not matter: "NVIDIA H100 SXM" is "nvidiah100sxm".
std::string plain_name(std::string_view name);

// Names of the .textproto files in a folder of the data directory ("models/chips"), sorted.
std::vector<std::string> library_names(const std::string& folder);

// The name as the library spells it, for the same plain name.
std::optional<std::string> library_name(const std::string& folder, std::string_view name);

// "models/chips/h100-sxm.textproto", as messages show it, and where it is.
std::string library_text(const std::string& folder, const std::string& name);
std::filesystem::path library_path(const std::string& shown);

}  // namespace tessera
