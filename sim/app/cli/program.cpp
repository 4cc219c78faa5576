#include "sim/app/cli/program.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/hint.h"
#include "sim/app/simulate/command_line.h"
#include "sim/core/diagnostics.h"
#include "sim/core/version.h"

namespace tessera {
namespace {

std::string as_typed(int argc, const char* const* argv) {
  std::string line = "tessera";
  for (int i = 1; i < argc; ++i) line += " " + quoted(argv[i]);
  return line;
}

// The command that was being read when the mistake was found.
const CLI::App& command_of(const CLI::App& program) {
  const std::vector<CLI::App*> named = program.get_subcommands();
  return named.empty() ? program : command_of(*named.front());
}

// "tessera sweep best": with the commands that it is below.
std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? "tessera" : full_name(*parent) + " " + command.get_name();
}

[[noreturn]] void report_usage(const CLI::App& program, const CLI::ParseError& error, int argc,
                               const char* const* argv) {
  const CLI::App& command = command_of(program);
  if (&command == &program && argc > 1 && argv[1][0] != '-')
    throw InputError(ExitCode::kUsage, unknown_command(argv[1], command_names(program)));
  std::string text = error.what();
  if (const auto* extra = dynamic_cast<const CLI::ExtrasError*>(&error); extra != nullptr)
    text = unknown_words(command);
  throw InputError(ExitCode::kUsage, fmt::format("{}\ntry: {} --help", text, full_name(command)));
}

void add_commands(CLI::App& program, const Invocation& invocation) {
  add_run(program, invocation);
  add_exec(program, invocation);
  add_traffic(program, invocation);
  add_memory(program);
  add_network(program);
  add_check(program);
  add_list(program);
  add_show(program);
  add_explain(program);
  add_report(program);
  add_compare(program);
  add_export(program);
  add_explore(program);
  add_sweep(program);
  add_validate(program);
  add_import(program);
  add_lesson(program);
  add_completion(program);
  add_manual(program);
}

}  // namespace

void run_command_line(int argc, const char* const* argv) {
  CLI::App program("Predicts how long a model takes to infer on a chip, and what it waits for.",
                   "tessera");
  const Invocation invocation{as_typed(argc, argv)};
  program.set_version_flag("--version", fmt::format("tessera {}", version()));
  program.require_subcommand(1);
  program.get_formatter()->column_width(34);
  add_commands(program, invocation);
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App& command = command_of(program);
    print(&command == &program ? program.help() : command.help(full_name(*command.get_parent())));
  } catch (const CLI::CallForAllHelp&) {
    print(program.help("", CLI::AppFormatMode::All));
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    report_usage(program, error, argc, argv);
  }
}

}  // namespace tessera
