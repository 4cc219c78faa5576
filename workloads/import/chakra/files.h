// The files of a set of traces.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tessera {

struct TraceFiles {
  std::string prefix;                        // without the folder
  std::vector<std::filesystem::path> files;  // by device
};

// Throws InputError(kBadInput) where one of the numbers from 0 is missing, a name is not
// PREFIX.NUMBER.et, or a folder holds none or those of several prefixes.
TraceFiles trace_files(const std::filesystem::path& path);

}  // namespace tessera
