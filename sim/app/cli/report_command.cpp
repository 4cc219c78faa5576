// tessera report RUN...: prints kept results again, or writes them as a page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <set>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/run_again.h"
#include "sim/app/cli/trace_options.h"
#include "sim/app/export/timeline_pack.h"
#include "sim/app/report/html/html_report.h"
#include "sim/app/report/json.h"
#include "sim/app/report/text.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/app/sweep/report/sweep_document.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kMostRuns = 8;  // that charts can tell apart

struct Options {
  std::vector<std::string> folders;
  std::string page, sweep;
  bool json = false;
  bool timeline = false;
  TraceFlags trace;
  bool makes_timeline() const { return timeline || trace.any(); }
};

// A store among the runs is a sweep.
void take_out_stores(Options& options) {
  const auto is_store = [](const std::string& path) { return sweep::is_store(path); };
  for (const std::string& path : options.folders)
    if (is_store(path)) {
      if (!options.sweep.empty())
        throw InputError(ExitCode::kUsage,
                         fmt::format("{} and {}: a page shows one sweep", options.sweep, path));
      options.sweep = path;
    }
  std::erase_if(options.folders, is_store);
}

std::string sweep_of(const Options& options) {
  if (options.sweep.empty()) return {};
  if (!sweep::is_store(options.sweep))
    throw InputError(ExitCode::kBadInput,
                     fmt::format("--sweep {}: not a store of a sweep", options.sweep));
  sweep::SweepDocument found = sweep::sweep_document(options.sweep);
  if (!found.note.empty()) print_note(found.note);
  return found.json;
}

ShownRun shown(const std::string& folder, const Options& options) {
  ShownRun run = kept_record(folder);
  if (!options.makes_timeline()) return run;
  const RunOutput again = traced_again(folder, trace_options(options.trace));
  const std::string timeline = packed_timeline(again);
  run.timeline = timeline.empty() ? "" : compact_json(timeline);
  return run;
}

// Runs of folders of one name, "a/base" and "b/base", are called as they were typed.
std::string name_apart(const std::string& folder, const std::string& name,
                       std::set<std::string>& names) {
  if (names.insert(name).second) return name;
  if (names.insert(folder).second) return folder;
  int i = 2;
  while (!names.insert(fmt::format("{} ({})", folder, i)).second) ++i;
  return fmt::format("{} ({})", folder, i);
}

void write_page(const Options& options) {
  if (options.folders.size() > kMostRuns)
    throw InputError(ExitCode::kUsage,
                     fmt::format("-o {}: a page shows up to {} runs, {} are given", options.page,
                                 kMostRuns, options.folders.size()));
  std::vector<std::string> runs;
  std::set<std::string> names;
  for (const std::string& folder : options.folders) {
    ShownRun run = shown(folder, options);
    run.id = run.name = name_apart(folder, run.name, names);
    runs.push_back(run_document(run));
  }
  write_file(options.page, html_page(page_document("report", runs, sweep_of(options))));
}

void require_sensible(const Options& options) {
  if (options.folders.empty() && options.sweep.empty())
    throw InputError(ExitCode::kUsage, "report: a run directory or a store of a sweep is needed");
  if (!options.sweep.empty() && (options.page.empty() || options.json))
    throw InputError(ExitCode::kUsage,
                     fmt::format("{}: a store of a sweep is shown on a page, -o FILE.html; tessera "
                                 "sweep best prints it",
                                 options.sweep));
}

void print_results(const Options& options) {
  for (const std::string& folder : options.folders) {
    const proto::Result result = read_result(folder);
    print(options.json ? json_report(result) : text_report(result, colour_on_stdout()));
  }
}

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "report", "print results kept in run directories, or make a page of them");
  const auto options = std::make_shared<Options>();
  command->add_option("RUN", options->folders, "run directories; a store of a sweep for the page");
  command->add_option("--sweep", options->sweep, "also show the sweep in this store on the page");
  command->add_flag("--json", options->json, "one JSON document per run");
  CLI::Option* page = command->add_option("-o", options->page,
                                          "write a page for browsers to this file, up to 8 runs");
  command
      ->add_flag("--timeline", options->timeline,
                 "the page has the time line of runs that kept no trace: they run again")
      ->needs(page);
  add_trace_options(*command, options->trace, page);
  command->callback([options] {
    take_out_stores(*options);
    require_sensible(*options);
    if (options->page.empty() || options->json) print_results(*options);
    if (!options->page.empty()) write_page(*options);
  });
}

}  // namespace tessera
