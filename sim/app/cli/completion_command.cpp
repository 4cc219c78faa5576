// tessera completion bash|zsh|fish: commands, flags and their values for the user's shell, from the
// command line as it is declared.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/replace.hpp>

#include "sim/app/cli/command_tree.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"

namespace tessera {
namespace {

std::vector<std::string> flag_words(const CommandText& command) {
  std::vector<std::string> words;
  for (const ArgumentText& flag : command.flags)
    words.insert(words.end(), flag.names.begin(), flag.names.end());
  return words;
}

std::vector<std::string> command_words(const CommandText& command) {
  std::vector<std::string> words;
  for (const CommandText& below : command.commands)
    words.push_back(below.path.substr(below.path.rfind(' ') + 1));
  return words;
}

// What an operand names; empty: a file.
std::string list_of(const ArgumentText& operand) {
  const std::string& name = operand.names.front();
  if (name == "CHIP") return "chips";
  if (name == "MODEL") return "models";
  return {};
}

// Without "tessera ".
std::string within(const CommandText& command) {
  return command.path.substr(std::min(command.path.size(), std::string("tessera ").size()));
}

std::string bash_flag_values(const CommandText& command) {
  std::string cases;
  for (const ArgumentText& flag : command.flags) {
    if (flag.allowed.empty()) continue;
    for (const std::string& name : flag.names)
      cases += fmt::format("    \"{} {}\") words=\"{}\" ;;\n", within(command), name,
                           boost::join(flag.allowed, " "));
  }
  return cases;
}

// Names of the library are asked for as they are needed: a user's own are not among them, so files
// are completed too.
std::string bash_operands(const CommandText& command) {
  std::string cases;
  for (std::size_t i = 0; i < command.operands.size(); ++i) {
    const std::string list = list_of(command.operands[i]);
    std::string words = boost::join(command.operands[i].allowed, " ");
    if (!list.empty()) words = fmt::format("$(tessera list {} 2>/dev/null | cut -d' ' -f1)", list);
    if (words.empty()) continue;
    cases += fmt::format("    \"{} {}\") words=\"$words {}\" ;;\n", within(command), i, words);
  }
  return cases;
}

std::string bash(const CommandText& root) {
  std::string known, words, values, operands;
  for (const CommandText* command : all_commands(root)) {
    if (command != &root)
      known += fmt::format("{}\"{}\"", known.empty() ? "" : "|", within(*command));
    std::vector<std::string> all = command_words(*command);
    for (const std::string& flag : flag_words(*command)) all.push_back(flag);
    words += fmt::format("    \"{}\") words=\"{}\" ;;\n", within(*command), boost::join(all, " "));
    values += bash_flag_values(*command);
    operands += bash_operands(*command);
  }
  return fmt::format(
      R"sh(# Completion of tessera for bash; source it, or put it where bash-completion looks.
_tessera() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="" operands=0 words="" i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "${{command:+$command }}${{COMP_WORDS[i]}}" in
      {}) command="${{command:+$command }}${{COMP_WORDS[i]}}"; operands=0 ;;
      *) [[ "${{COMP_WORDS[i]}}" == -* ]] || ((++operands)) ;;
    esac
  done
  case "$command $before" in
{}  esac
  if [[ -z "$words" ]]; then
    case "$command" in
{}    esac
    case "$command $operands" in
{}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _tessera tessera
)sh",
      known, values, words, operands);
}

std::string zsh(const CommandText& root) {
  return "#compdef tessera\nautoload -U +X bashcompinit && bashcompinit\n" + bash(root);
}

std::string quoted(const std::string& text) {
  return "'" + boost::replace_all_copy(text, "'", "\\'") + "'";
}

std::string fish(const CommandText& root) {
  std::string text = "# Completion of tessera for fish.\n";
  for (const CommandText* command : all_commands(root)) {
    std::string here = "__fish_use_subcommand";
    if (command != &root)
      here = "__fish_seen_subcommand_from " +
             boost::replace_all_copy(within(*command), " ", "; and __fish_seen_subcommand_from ");
    for (const CommandText& below : command->commands)
      text += fmt::format("complete -c tessera -n '{}' -a {} -d {}\n", here,
                          below.path.substr(below.path.rfind(' ') + 1), quoted(below.about));
    for (const ArgumentText& operand : command->operands)
      if (const std::string list = list_of(operand); !list.empty())
        text += fmt::format(
            "complete -c tessera -n '{}' -a '(tessera list {} | cut -d\" \" -f1)'\n", here, list);
    for (const ArgumentText& flag : command->flags)
      for (const std::string& name : flag.names)
        text += fmt::format(
            "complete -c tessera -n '{}' {} {} -d {}{}\n", here,
            name.starts_with("--") ? "-l" : "-s", name.substr(name.find_first_not_of('-')),
            quoted(flag.about),
            flag.allowed.empty() ? "" : fmt::format(" -x -a '{}'", boost::join(flag.allowed, " ")));
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& program) {
  CLI::App* command = program.add_subcommand("completion", "print completions for a shell");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &program] {
    const CommandText root = command_tree(program);
    print(*shell == "bash" ? bash(root) : *shell == "zsh" ? zsh(root) : fish(root));
  });
}

}  // namespace tessera
