// tessera report RUN...: prints kept results again, or writes them as a page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/report/html/html_report.h"
#include "sim/app/report/json.h"
#include "sim/app/report/text.h"
#include "sim/app/run_directory/file.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kMostRuns = 8;  // that charts can tell apart

struct Options {
  std::vector<std::string> folders;
  std::string page;
  bool json = false;
};

void write_page(const Options& options) {
  if (options.folders.size() > kMostRuns)
    throw InputError(ExitCode::kUsage,
                     fmt::format("-o {}: a page shows up to {} runs, {} are given", options.page,
                                 kMostRuns, options.folders.size()));
  std::vector<std::string> runs;
  for (const std::string& folder : options.folders)
    runs.push_back(run_document(kept_record(folder)));
  write_file(options.page, html_page(page_document("report", runs)));
}

void print_results(const Options& options) {
  for (const std::string& folder : options.folders) {
    const proto::Result result = read_result(folder);
    print(options.json ? json_report(result) : text_report(result, colour_on_stdout()));
  }
}

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("report", "print the result kept in a run directory, or make a page");
  const auto options = std::make_shared<Options>();
  command->add_option("RUN", options->folders, "run directories")->required();
  command->add_flag("--json", options->json, "one JSON document per run");
  command->add_option("-o", options->page, "write a page for browsers to this file, up to 8 runs");
  command->callback([options] {
    if (options->page.empty() || options->json) print_results(*options);
    if (!options->page.empty()) write_page(*options);
  });
}

}  // namespace tessera
