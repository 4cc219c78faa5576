#include "sim/core/data_directory.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tessera {

namespace fs = std::filesystem;

namespace {

constexpr int kAboveExecutable = 1;
constexpr int kAboveModule = 5;  // PREFIX/lib/python3.11/dist-packages/tessera

// The file that this code was loaded from; empty: the executable itself.
fs::path module_file() {
  Dl_info about;
  link_map* loaded = nullptr;
  const bool found = dladdr1(reinterpret_cast<const void*>(&data_directory), &about,
                             reinterpret_cast<void**>(&loaded), RTLD_DL_LINKMAP) != 0;
  return found && loaded != nullptr ? loaded->l_name : "";
}

}  // namespace

fs::path data_directory() {
  if (const char* chosen = std::getenv("TESSERA_DATA"); chosen != nullptr && *chosen != '\0') {
    if (fs::is_directory(chosen)) return chosen;
    throw std::runtime_error(fmt::format("TESSERA_DATA is '{}', which is not a folder", chosen));
  }
  const fs::path module = module_file();
  const fs::path file = module.empty() ? fs::read_symlink("/proc/self/exe") : fs::absolute(module);
  fs::path beside = file.parent_path();
  std::string looked;
  for (int above = 0; above <= (module.empty() ? kAboveExecutable : kAboveModule); ++above) {
    fs::path folder = beside / "share" / "tessera";
    if (fs::is_directory(folder)) return folder;
    looked += (looked.empty() ? "" : ", ") + folder.string();
    beside = beside.parent_path();
  }
  throw std::runtime_error(fmt::format(
      "no data folder: looked for {}; set TESSERA_DATA to the folder that holds models, "
      "workloads and isa",
      looked));
}

}  // namespace tessera
