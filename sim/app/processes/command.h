// Another program, run to its end.
#pragma once

#include <string>
#include <vector>

namespace tessera {

struct CommandResult {
  int status = -1;     // -1: it could not be started
  std::string output;  // standard output
  std::string errors;  // standard error
};

// `command[0]` is looked for in PATH. Its standard input is empty.
CommandResult run_command(const std::vector<std::string>& command);

}  // namespace tessera
