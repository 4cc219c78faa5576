#include "sim/app/validate/silicon/progress_file.h"

#include <fmt/format.h>

#include <charconv>

namespace tessera::validation {
namespace {

constexpr std::size_t kDigits = 16;

}  // namespace

std::uint64_t digest(const std::string& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

ProgressFile::ProgressFile(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  path_ = folder / "progress";
  std::ifstream before(path_);
  std::string line;
  // A line without an end was cut off.
  while (std::getline(before, line) && !before.eof()) {
    std::uint64_t key = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), key, 16);
    if (parsed.ptr == line.data() + kDigits && line.size() > kDigits)
      known_[key] = line.substr(kDigits + 1);
  }
}

std::optional<std::string> ProgressFile::find(std::uint64_t key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void ProgressFile::add(std::uint64_t key, const std::string& record) {
  if (path_.empty()) return;
  if (!file_.is_open()) {
    // Begun anew with what is known, so that a line cut off is not continued.
    file_.open(path_, std::ios::trunc);
    for (const auto& [old, line] : known_) file_ << fmt::format("{:016x} {}\n", old, line);
  }
  file_ << fmt::format("{:016x} {}\n", key, record) << std::flush;
}

void ProgressFile::remove() {
  file_.close();
  std::error_code gone;
  if (!path_.empty()) std::filesystem::remove(path_, gone);
}

}  // namespace tessera::validation
