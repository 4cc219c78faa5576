#include "sim/app/plot/draw.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "sim/app/processes/command.h"
#include "sim/core/data_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

// The distribution's python3, which its matplotlib belongs to, or another one that has it.
std::string python() {
  const char* chosen = std::getenv("TESSERA_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3";
}

}  // namespace

void draw(const std::string& command, const std::string& script, const std::filesystem::path& data,
          const std::filesystem::path& target) {
  const std::filesystem::path path = data_directory() / "scripts" / script;
  const CommandResult drawn =
      run_command({python(), path.string(), data.string(), target.string()});
  fmt::print(stderr, "{}{}", drawn.output, drawn.errors);
  if (drawn.status != 0)
    throw InputError(ExitCode::kUnsupported,
                     fmt::format("{}: {} was not drawn; {} must be a python3 with "
                                 "matplotlib (package python3-matplotlib, or TESSERA_PYTHON "
                                 "names another one)",
                                 command, target.string(), python()));
}

}  // namespace tessera
