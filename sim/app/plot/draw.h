// Pictures, drawn by a script beside the program with matplotlib.
#pragma once

#include <filesystem>
#include <string>

namespace tessera {

// Calls scripts/`script` with the file it draws from and where to. Throws InputError(kUnsupported),
// which names `command`, where nothing was drawn; the script says why on standard error.
void draw(const std::string& command, const std::string& script, const std::filesystem::path& data,
          const std::filesystem::path& target);

}  // namespace tessera
