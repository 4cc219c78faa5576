#include "sim/app/sweep/slurm/job_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep::slurm {
namespace {

namespace fs = std::filesystem;

constexpr const char* kJobs = "jobs.txt";
constexpr const char* kShards = "shards";

void make(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    throw InputError(ExitCode::kUsage, fmt::format("{}: {}", folder.string(), failed.message()));
}

// In single quotes, as a shell reads it.
std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

// A task on each line.
std::string points_file(std::size_t submission) { return fmt::format("points_{}.txt", submission); }

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  if (!fs::exists(file)) return lines;
  std::istringstream text(read_file(file));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace

bool JobFolder::exists() const { return fs::is_directory(path_); }

fs::path JobFolder::write(const Spec& text, const std::vector<Numbers>& tasks,
                          const std::string& program) {
  make(path_ / kShards);
  make(log());
  write_file(spec(), text.text);
  std::string points;
  for (const Numbers& task : tasks) {
    for (const std::size_t number : task) points += fmt::format("{} ", number);
    points += "\n";
  }
  std::size_t submission = 1;
  while (fs::exists(path_ / points_file(submission))) ++submission;
  write_file(path_ / points_file(submission), points);
  const fs::path script = path_ / fmt::format("task_{}.sh", submission);
  write_file(script, fmt::format("#!/bin/sh\nexec {} sweep task {} {}\n", quoted(program),
                                 quoted(fs::absolute(path_).string()), submission));
  return script;
}

Numbers JobFolder::points_of(std::size_t submission, std::size_t task) const {
  const std::vector<std::string> lines = lines_of(path_ / points_file(submission));
  if (task >= lines.size())
    throw InputError(ExitCode::kUsage,
                     fmt::format("{}: there is no task {}", path_.string(), task));
  std::istringstream line(lines[task]);
  Numbers numbers;
  for (std::size_t number = 0; line >> number;) numbers.push_back(number);
  return numbers;
}

fs::path JobFolder::shard(const std::string& job, std::size_t task) const {
  return path_ / kShards / fmt::format("{}_{}.sqlite", job, task);
}

std::vector<fs::path> JobFolder::shards() const {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(path_ / kShards, none))
    if (entry.path().extension() == ".sqlite") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> JobFolder::jobs() const { return lines_of(path_ / kJobs); }

void JobFolder::add_job(const std::string& job) {
  std::string text;
  for (const std::string& one : jobs()) text += one + "\n";
  write_file(path_ / kJobs, text + job + "\n");
}

void JobFolder::remove() {
  std::error_code none;
  fs::remove_all(path_, none);
}

}  // namespace tessera::sweep::slurm
