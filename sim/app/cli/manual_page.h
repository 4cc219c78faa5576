// A command as a manual page in troff, for man(1).
#pragma once

#include <string>

#include "sim/app/cli/command_tree.h"

namespace tessera {

// "tessera-sweep-run.1"
std::string page_name(const CommandText& command);

// `root` is the whole program: its page tells of exit codes, variables and files too.
std::string manual_page(const CommandText& command, const CommandText& root);

}  // namespace tessera
