#include "sim/app/cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

namespace tessera {
namespace {

// CLI11 writes what a check allows behind the type: "TEXT:{bash,zsh,fish}".
std::vector<std::string> allowed_values(const std::string& type) {
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  const std::string inside = type.substr(begin + 1, end - begin - 1);
  std::vector<std::string> values;
  boost::split(values, inside, boost::is_any_of(","));
  return values;
}

ArgumentText argument_text(const CLI::Option& option) {
  ArgumentText text;
  text.about = option.get_description();
  text.required = option.get_required();
  text.takes_value = option.get_items_expected_max() > 0;
  const std::string type = option.get_type_name();
  text.allowed = allowed_values(type);
  text.value = type.substr(0, type.find_first_of(":{ "));
  if (option.get_positional()) {
    text.names = {option.get_name(true, false)};
    return text;
  }
  for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
  return text;
}

CommandText command_text(const CLI::App& command, const std::string& path) {
  CommandText text;
  text.path = path;
  text.about = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? text.operands : text.flags).push_back(argument_text(*option));
  }
  for (const CLI::App* below : command.get_subcommands(nullptr))
    if (!below->get_group().empty())
      text.commands.push_back(command_text(*below, path + " " + below->get_name()));
  return text;
}

void collect(const CommandText& command, std::vector<const CommandText*>& all) {
  all.push_back(&command);
  for (const CommandText& below : command.commands) collect(below, all);
}

}  // namespace

CommandText command_tree(const CLI::App& program) { return command_text(program, "tessera"); }

std::vector<const CommandText*> all_commands(const CommandText& root) {
  std::vector<const CommandText*> all;
  collect(root, all);
  return all;
}

}  // namespace tessera
