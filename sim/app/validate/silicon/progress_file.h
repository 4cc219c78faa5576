// Rows already predicted, kept beside the points while a validation runs: what a later one with the
// same inputs need not predict again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

namespace tessera::validation {

// FNV-1a; the same on every machine.
std::uint64_t digest(const std::string& bytes);

class ProgressFile {
 public:
  // Nothing is kept where `folder` is empty. What stands in its file is read.
  explicit ProgressFile(const std::filesystem::path& folder);

  // `key` stands for everything that `record` follows from.
  std::optional<std::string> find(std::uint64_t key) const;
  void add(std::uint64_t key, const std::string& record);
  void remove();  // everything is predicted

 private:
  std::filesystem::path path_;
  std::map<std::uint64_t, std::string> known_;
  std::ofstream file_;
};

}  // namespace tessera::validation
