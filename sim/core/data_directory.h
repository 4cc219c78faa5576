// Where the program finds the chips, networks and records that come with it.
#pragma once

#include <filesystem>

namespace tessera {

// TESSERA_DATA if set, else share/tessera beside the executable or beside its folder; for a module
// that another program has loaded, beside the module or a folder above it. Throws
// std::runtime_error that names the places looked at if none is a folder.
std::filesystem::path data_directory();

}  // namespace tessera
