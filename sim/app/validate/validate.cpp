#include "sim/app/validate/validate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/app/validate/dram/dram_comparisons.h"
#include "sim/app/validate/dram/validate_dram.h"
#include "sim/app/validate/folder.h"

namespace tessera::validation {

Vocabulary vocabulary() { return {dram_dimensions(), dram_groups(), dram_quantities()}; }

Validation validate(const std::filesystem::path& path, const std::string& detail,
                    const Control& control) {
  const Folder folder = read_folder(path);  // of the only kind there is: dram
  Validation validation = validate_dram(
      folder, detail == "cycle" ? dram::Detail::kCycle : dram::Detail::kTile, control);
  if (!folder.unknown.empty())
    validation.notes.insert(validation.notes.begin(),
                            fmt::format("ignored: {}", fmt::join(folder.unknown, ", ")));
  return validation;
}

}  // namespace tessera::validation
