// A folder of reference tables, and which kind it is: its file names tell.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace tessera::validation {

struct Folder {
  std::filesystem::path path;
  std::string kind;                  // "dram", "noc", "silicon"
  std::set<std::string> tables;      // its files that this kind has
  std::vector<std::string> unknown;  // its other files, by name

  std::vector<std::string> files() const;  // all of them
  bool has(const std::string& table) const { return tables.contains(table); }
};

// Throws InputError(kBadInput) if it is no folder, and if no kind has rows in it.
Folder read_folder(const std::filesystem::path& path);

}  // namespace tessera::validation
