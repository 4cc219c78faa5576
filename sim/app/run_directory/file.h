// Whole files in and out, with the user's words when that fails.
#pragma once

#include <filesystem>
#include <string>

namespace tessera {

// Throws InputError(kBadInput).
std::string read_file(const std::filesystem::path& path);

// Throws InputError(kUsage); an existing file is replaced, and a partial one never left;
// a device, pipe or link is written through.
void write_file(const std::filesystem::path& path, const std::string& bytes);

}  // namespace tessera
