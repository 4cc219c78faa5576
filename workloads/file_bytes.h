// The bytes of an input file.
#pragma once

#include <filesystem>
#include <string>

namespace tessera {

// Throws InputError(kBadInput) that names the file where it cannot be read.
std::string bytes_of_file(const std::filesystem::path& path);

}  // namespace tessera
