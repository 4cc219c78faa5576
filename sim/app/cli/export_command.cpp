// tessera export RUN --as perfetto|speedscope|csv: the time line of a kept run.
#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/cli/trace_options.h"
#include "sim/app/export/perfetto.h"
#include "sim/app/export/speedscope.h"
#include "sim/app/export/timeline.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/run_directory/run_directory.h"

namespace tessera {
namespace {

// The same inputs give the same run, so a trace that was not kept is made again.
RunOutput run_again(const std::string& folder, const TraceFlags& trace) {
  proto::Request request = request_again(folder);
  request.set_no_elasticities(true);
  request.clear_detail();  // closed forms have no time line
  ProgressLine line;
  RunControl control;
  control.trace = trace_options(trace);
  control.interrupted = interrupted;
  control.progress = [&line](const std::string& what, double share) { line.show(what, share); };
  RunOutput output = run(request, control);
  if (const std::string notice = trace_notice(output.parts); !notice.empty()) print_note(notice);
  return output;
}

std::string exported(const std::string& folder, const std::string& form, const TraceFlags& trace) {
  read_result(folder);
  if (form == "csv") return csv_trace(run_again(folder, trace));
  if (form == "speedscope") return speedscope_trace(run_again(folder, trace));
  const auto kept = kept_trace(folder);
  if (kept && !trace.any()) return read_file(*kept);
  return perfetto_trace(run_again(folder, trace));
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
