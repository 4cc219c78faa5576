// The commands of the program as plain data, from the command line as it is declared: what
// completions and manual pages are written from.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace tessera {

struct ArgumentText {
  std::vector<std::string> names;  // "--json", "-o"; of an operand its one name, "CHIP"
  bool takes_value = false;
  std::string value;                 // what stands for it: "N", "FILE"
  std::string about;                 // one sentence
  std::vector<std::string> allowed;  // values, where it takes only these
  bool required = false;
};

struct CommandText {
  std::string path;  // "tessera sweep run"
  std::string about;
  std::vector<ArgumentText> operands;
  std::vector<ArgumentText> flags;
  std::vector<CommandText> commands;
};

// Commands and flags that help does not show are left out.
CommandText command_tree(const CLI::App& program);

// The tree and all below it, in order.
std::vector<const CommandText*> all_commands(const CommandText& root);

}  // namespace tessera
