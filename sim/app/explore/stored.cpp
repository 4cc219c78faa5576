#include "sim/app/explore/stored.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "sim/app/sweep/report/sweep_document.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 3;
constexpr std::size_t kMost = 1000;
constexpr std::size_t kMostLookedAt = 20'000;

// FNV-1a: short, and the same every time.
std::string id_of(const std::string& name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : name) hash = (hash ^ c) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::int64_t changed_at(const fs::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mtime : 0;
}

bool is_plain_file(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type() == fs::file_type::regular;
}

// What a link in it leads to would be read as an input of the run, wherever it lies.
bool is_run_without_links(const fs::path& folder) {
  if (!is_plain_file(folder / "result.pb")) return false;
  std::error_code error;
  for (fs::directory_iterator file(folder, error); !error && file != fs::directory_iterator();
       file.increment(error))
    if (file->is_symlink(error)) return false;
  return !error;
}

bool may_be_store(const fs::path& path) {
  const std::string kind = path.extension().string();
  return (kind == ".sqlite" || kind == ".db") && sweep::is_store(path.string());
}

}  // namespace

std::vector<Stored> stored_below(const fs::path& directory) {
  std::vector<Stored> found;
  const auto add = [&](const fs::path& path, bool is_sweep) {
    const std::string name = path.lexically_relative(directory).string();
    found.push_back({id_of(name), name, is_sweep, changed_at(path), path});
  };
  std::error_code error;
  std::size_t looked_at = 0;
  for (fs::recursive_directory_iterator place(directory,
                                              fs::directory_options::skip_permission_denied, error);
       !error && place != fs::recursive_directory_iterator(); place.increment(error)) {
    if (++looked_at > kMostLookedAt || found.size() == kMost) break;
    const fs::path& path = place->path();
    const fs::file_type type = place->symlink_status(error).type();
    if (type == fs::file_type::directory) {
      const bool is_run = is_run_without_links(path);
      if (is_run) add(path, false);
      if (is_run || place.depth() + 1 >= kDeepest) place.disable_recursion_pending();
    } else if (type == fs::file_type::regular && may_be_store(path)) {
      add(path, true);
    }
  }
  std::ranges::sort(found, [](const Stored& a, const Stored& b) {
    return a.changed != b.changed ? a.changed > b.changed : a.name < b.name;
  });
  return found;
}

Stored stored_with(const fs::path& directory, const std::string& id) {
  for (Stored& one : stored_below(directory))
    if (one.id == id) return std::move(one);
  throw InputError(ExitCode::kUsage,
                   "nothing stored has this id; the listing gives those there are");
}

}  // namespace tessera::explore
