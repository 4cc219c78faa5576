// tessera export RUN --as perfetto|csv: the time line of a kept run.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/export/perfetto.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/run_directory/run_directory.h"

namespace tessera {
namespace {

// The same inputs give the same run, so a trace that was not kept is made again.
RunOutput run_again(const std::string& folder) {
  proto::Request request = request_again(folder);
  request.set_no_elasticities(true);
  request.clear_detail();  // closed forms have no time line
  ProgressLine line;
  RunControl control;
  control.trace = true;
  control.interrupted = interrupted;
  control.progress = [&line](const std::string& what, double share) { line.show(what, share); };
  return run(request, control);
}

std::string exported(const std::string& folder, const std::string& form) {
  read_result(folder);
  if (form == "csv") return csv_trace(run_again(folder));
  if (const auto kept = kept_trace(folder)) return read_file(*kept);
  return perfetto_trace(run_again(folder));
}

}  // namespace

void add_export(CLI::App& program) {
  CLI::App* command = program.add_subcommand("export", "write the time line of a kept run");
  const auto folder = std::make_shared<std::string>();
  const auto form = std::make_shared<std::string>();
  const auto target = std::make_shared<std::string>();
  command->add_option("RUN", *folder, "a run directory")->required();
  command->add_option("--as", *form, "perfetto (for ui.perfetto.dev) or csv")
      ->required()
      ->check(CLI::IsMember({"perfetto", "csv"}));
  command->add_option("-o", *target, "the file to write; standard output if absent");
  command->callback([folder, form, target] {
    const std::string bytes = exported(*folder, *form);
    if (target->empty())
      print(bytes);
    else
      write_file(*target, bytes);
  });
}

}  // namespace tessera
