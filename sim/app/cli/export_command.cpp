// tessera export RUN --as perfetto|speedscope|csv: the time line of a kept run.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/run_again.h"
#include "sim/app/cli/trace_options.h"
#include "sim/app/export/perfetto.h"
#include "sim/app/export/speedscope.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/run_directory/run_directory.h"

namespace tessera {
namespace {

std::string exported(const std::string& folder, const std::string& form, const TraceFlags& trace) {
  read_result(folder);
  if (form == "csv") return csv_trace(traced_again(folder, trace_options(trace)));
  if (form == "speedscope") return speedscope_trace(traced_again(folder, trace_options(trace)));
  const auto kept = kept_trace(folder);
  if (kept && !trace.any()) return read_file(*kept);
  return perfetto_trace(traced_again(folder, trace_options(trace)));
}

}  // namespace

void add_export(CLI::App& program) {
  CLI::App* command = program.add_subcommand("export", "write the time line of a kept run");
  const auto folder = std::make_shared<std::string>();
  const auto form = std::make_shared<std::string>();
  const auto target = std::make_shared<std::string>();
  command->add_option("RUN", *folder, "a run directory")->required();
  command
      ->add_option("--as", *form,
                   "perfetto (for ui.perfetto.dev), speedscope (for speedscope.app) or csv")
      ->required()
      ->check(CLI::IsMember({"perfetto", "speedscope", "csv"}));
  const auto trace = std::make_shared<TraceFlags>();
  add_trace_options(*command, *trace);
  command->add_option("-o", *target, "the file to write; standard output if absent");
  command->callback([folder, form, target, trace] {
    const std::string bytes = exported(*folder, *form, *trace);
    if (target->empty())
      print(bytes);
    else
      write_file(*target, bytes);
  });
}

}  // namespace tessera
