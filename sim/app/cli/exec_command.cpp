// tessera exec CHIP kernel.tasm: a kernel written by hand.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/options.h"
#include "sim/app/cli/run_and_report.h"

namespace tessera {

void add_exec(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("exec", "run a kernel in assembly text on a chip");
  const auto inputs = std::make_shared<RequestOptions>();
  const auto output = std::make_shared<OutputOptions>();
  const auto kernel = std::make_shared<std::string>();
  inputs->add_chip(*command);
  command->add_option("KERNEL", *kernel, "a file of assembly text, .tasm")->required();
  inputs->add_detail(*command);
  add_output_options(*command, *output);
  command->callback([inputs, output, kernel, &invocation] {
    proto::Request request = inputs->request();
    request.set_kernel(*kernel);
    run_and_report(request, *output, invocation.command_line);
  });
}

}  // namespace tessera
