// tessera completion bash|zsh|fish: commands and flags for the user's shell, from the command line
// as it is declared.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/hint.h"

namespace tessera {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    for (const std::string& name : option->get_snames()) flags.push_back("-" + name);
  }
  return joined(flags);
}

std::string bash(const CLI::App& program) {
  std::string cases;
  for (const std::string& name : command_names(program))
    cases +=
        fmt::format("    {}) words=\"{}\" ;;\n", name, flags_of(*program.get_subcommand(name)));
  return fmt::format(
      R"sh(_tessera() {{
  local words current="${{COMP_WORDS[COMP_CWORD]}}"
  case "${{COMP_WORDS[1]}}" in
{}    *) words="{}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="{}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "${{COMP_WORDS[1]}} $COMP_CWORD" in
    "run 2"|"exec 2"|"check 2"|"show 2")
      COMPREPLY+=($(compgen -W "$(tessera list chips | cut -d' ' -f1)" -- "$current")) ;;
    "memory 2")
      COMPREPLY+=($(compgen -W "$(tessera list memories | cut -d' ' -f1)" -- "$current")) ;;
    "run 3"|"check 3")
      COMPREPLY+=($(compgen -W "$(tessera list models | cut -d' ' -f1)" -- "$current")) ;;
  esac
}}
complete -o default -F _tessera tessera
)sh",
      cases, joined(command_names(program)), joined(command_names(program)));
}

std::string zsh(const CLI::App& program) {
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash(program);
}

std::string fish(const CLI::App& program) {
  std::string text;
  for (const std::string& name : command_names(program)) {
    const CLI::App* command = program.get_subcommand(name);
    text += fmt::format("complete -c tessera -n __fish_use_subcommand -a {} -d '{}'\n", name,
                        command->get_description());
    for (const CLI::Option* option : command->get_options())
      for (const std::string& flag : option->get_lnames())
        text += fmt::format("complete -c tessera -n '__fish_seen_subcommand_from {}' -l {}\n", name,
                            flag);
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
    print(*shell == "bash" ? bash(program) : *shell == "zsh" ? zsh(program) : fish(program));
  });
}

}  // namespace tessera
