#include "sim/app/validate/silicon/surroundings.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "sim/app/run_directory/file.h"
#include "sim/core/data_directory.h"
#include "sim/core/version.h"

namespace tessera::validation {
namespace {

namespace fs = std::filesystem;

std::string texts_in(const fs::path& folder) {
  std::error_code none;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, none)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string text;
  for (const fs::path& file : files) text += read_file(file);
  return text;
}

}  // namespace

std::string surroundings() {
  const fs::path workloads = data_directory() / "workloads";
  return version() + read_file("/proc/self/exe") + texts_in(workloads / "libraries") +
         texts_in(workloads / "networks");
}

}  // namespace tessera::validation
