// tessera report RUN...: prints kept results again.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/report/json.h"
#include "sim/app/report/text.h"
#include "sim/app/run_directory/run_directory.h"

namespace tessera {

void add_report(CLI::App& program) {
  CLI::App* command = program.add_subcommand("report", "print the result kept in a run directory");
  const auto folders = std::make_shared<std::vector<std::string>>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("RUN", *folders, "run directories")->required();
  command->add_flag("--json", *json, "one JSON document per run");
  command->callback([folders, json] {
    for (const std::string& folder : *folders) {
      const proto::Result result = read_result(folder);
      print(*json ? json_report(result) : text_report(result, colour_on_stdout()));
    }
  });
}

}  // namespace tessera
