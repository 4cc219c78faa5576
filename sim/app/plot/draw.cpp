#include "sim/app/plot/draw.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <vector>

#include "sim/core/data_directory.h"
#include "sim/core/diagnostics.h"

extern char** environ;

namespace tessera {
namespace {

// The distribution's python3, which its matplotlib belongs to, or another one that has it.
std::string python() {
  const char* chosen = std::getenv("TESSERA_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3";
}

// Runs `command` with what it prints on standard error; its exit status.
int run(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, 2, 1);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return -1;
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void draw(const std::string& command, const std::string& script, const std::filesystem::path& data,
          const std::filesystem::path& target) {
  const std::filesystem::path path = data_directory() / "scripts" / script;
  if (run({python(), path.string(), data.string(), target.string()}) != 0)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("{}: nothing was drawn from {}; {} must be a python3 with "
                                 "matplotlib (package python3-matplotlib, or TESSERA_PYTHON "
                                 "names another one)",
                                 command, data.string(), python()));
}

}  // namespace tessera
