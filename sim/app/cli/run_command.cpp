// tessera run CHIP MODEL: the main job.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/options.h"
#include "sim/app/cli/run_and_report.h"

namespace tessera {

void add_run(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("run", "run a model on a chip and say what it waits for");
  const auto inputs = std::make_shared<RequestOptions>();
  const auto output = std::make_shared<OutputOptions>();
  inputs->add_chip(*command);
  inputs->add_model(*command, true);
  inputs->add_detail(*command);
  add_output_options(*command, *output);
  command->callback([inputs, output, &invocation] {
    run_and_report(inputs->request(), *output, invocation.command_line);
  });
}

}  // namespace tessera
