// tessera manual FOLDER: writes the manual pages of all commands; packaging calls it.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "sim/app/cli/command_tree.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/manual_page.h"
#include "sim/app/run_directory/file.h"

namespace tessera {

void add_manual(CLI::App& program) {
  CLI::App* command = program.add_subcommand("manual", "write the manual pages into a folder");
  command->group("");
  const auto folder = std::make_shared<std::string>();
  command->add_option("FOLDER", *folder, "made where it is missing")->required();
  command->callback([folder, &program] {
    std::filesystem::create_directories(*folder);
    const CommandText root = command_tree(program);
    for (const CommandText* one : all_commands(root))
      write_file(std::filesystem::path(*folder) / page_name(*one), manual_page(*one, root));
  });
}

}  // namespace tessera
