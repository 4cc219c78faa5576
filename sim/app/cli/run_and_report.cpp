#include "sim/app/cli/run_and_report.h"

#include <CLI/CLI.hpp>

#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/export/timeline.h"
#include "sim/app/report/json.h"
#include "sim/app/report/text.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

RunOutput run_with_progress(const proto::Request& request, const OutputOptions& options) {
  ProgressLine line;
  RunControl control;
  control.interrupted = interrupted;
  control.progress = [&line](const std::string& what, double share) { line.show(what, share); };
  if (options.keeps_trace()) control.trace = trace_options(options.traced);
  return run(request, control);
}

void report(const RunOutput& output, const OutputOptions& options,
            const std::string& command_line) {
  for (const std::string& note : output.result.note()) print_note(note);
  print(options.json ? json_report(output.result) : text_report(output.result, colour_on_stdout()));
  if (options.folder.empty()) return;
  if (options.keeps_trace())
    if (const std::string notice = trace_notice(output.parts); !notice.empty()) print_note(notice);
  write_run_directory(options.folder, output, command_line, options.keeps_trace());
}

}  // namespace

void add_output_options(CLI::App& command, OutputOptions& options) {
  command.add_flag("--json", options.json, "print the result as one JSON document");
  CLI::Option* folder =
      command.add_option("-o", options.folder, "keep result, inputs and reports in this folder");
  command.add_flag("--trace", options.trace, "also keep the time line, for ui.perfetto.dev")
      ->needs(folder);
  add_trace_options(command, options.traced, folder);
}

void run_and_report(const proto::Request& request, const OutputOptions& options,
                    const std::string& command_line) {
  if (!options.folder.empty()) require_free(options.folder);
  try {
    report(run_with_progress(request, options), options, command_line);
  } catch (const PartialRun& end) {
    report(end.output(), options, command_line);
    throw;
  }
}

}  // namespace tessera
