#include "workloads/file_bytes.h"

#include <fstream>
#include <sstream>

#include "sim/core/diagnostics.h"

namespace tessera {

std::string bytes_of_file(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path))
    throw InputError(ExitCode::kBadInput, path.string() + ": is not there");
  if (std::filesystem::is_directory(path))
    throw InputError(ExitCode::kBadInput, path.string() + ": is a folder, must be a file");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file && file.peek() != std::ifstream::traits_type::eof()) bytes << file.rdbuf();
  if (file.bad() || !file.is_open())
    throw InputError(ExitCode::kBadInput, path.string() + ": cannot be read");
  return std::move(bytes).str();
}

}  // namespace tessera
