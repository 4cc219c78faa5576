#include "sim/core/data_directory.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace tessera {

namespace fs = std::filesystem;

fs::path data_directory() {
  if (const char* chosen = std::getenv("TESSERA_DATA"); chosen != nullptr && *chosen != '\0') {
    if (fs::is_directory(chosen)) return chosen;
    throw std::runtime_error(fmt::format("TESSERA_DATA is '{}', which is not a folder", chosen));
  }
  const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path();
  fs::path built = beside / "share" / "tessera";
  if (fs::is_directory(built)) return built;
  fs::path installed = beside.parent_path() / "share" / "tessera";
  if (fs::is_directory(installed)) return installed;
  throw std::runtime_error(
      fmt::format("no data folder: looked for {} and {}; set TESSERA_DATA to "
                  "the folder that holds "
                  "models, workloads and isa",
                  built.string(), installed.string()));
}

}  // namespace tessera
