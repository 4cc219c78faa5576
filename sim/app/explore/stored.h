// Runs and sweeps that lie in the explorer's directory: found by listing it, opened by the id that
// the listing gave, never by a path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tessera::explore {

struct Stored {
  std::string id;    // of the place, the same for the same one
  std::string name;  // below the directory
  bool sweep = false;
  std::int64_t changed = 0;  // seconds since 1970
  std::filesystem::path path;
};

// The newest first; a directory that is not there holds none. Links are not followed.
std::vector<Stored> stored_below(const std::filesystem::path& directory);

// Throws InputError(kUsage) where nothing has the id.
Stored stored_with(const std::filesystem::path& directory, const std::string& id);

}  // namespace tessera::explore
