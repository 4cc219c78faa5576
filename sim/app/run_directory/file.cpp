#include "sim/app/run_directory/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "sim/core/diagnostics.h"

namespace tessera {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (!in || fs::is_directory(path) || !(bytes << in.rdbuf()))
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}: cannot be read: {}", path.string(),
                                 fs::exists(path) ? "not a readable file" : "no such file"));
  return bytes.str();
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::error_code failure;
  const fs::file_status there = fs::symlink_status(path, failure);
  // Devices, pipes and links are written through: renaming would put a file in their place.
  const bool through = fs::exists(there) && !fs::is_regular_file(there);
  const fs::path beside =
      through ? path : fs::path(path.string() + fmt::format(".partial-{}", ::getpid()));
  errno = 0;
  std::ofstream out(beside, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  failure.clear();
  if (out && !through) fs::rename(beside, path, failure);
  if (out && !failure) return;
  const std::string why = failure ? failure.message() : std::strerror(errno);
  if (!through) fs::remove(beside, failure);
  throw InputError(ExitCode::kUsage, fmt::format("{}: cannot be written: {}", path.string(), why));
}

}  // namespace tessera
