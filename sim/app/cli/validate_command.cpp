// tessera validate [--data DIR]: predicts every row of a folder of reference tables, prints the
// errors.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "models/simulate.h"
#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/validate/error_threshold.h"
#include "sim/app/validate/plot.h"
#include "sim/app/validate/points_files.h"
#include "sim/app/validate/report_json.h"
#include "sim/app/validate/report_text.h"
#include "sim/app/validate/validate.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using validation::ErrorThreshold;
using validation::Validation;

struct Options {
  validation::Question question;
  std::string by, points, plot;
  std::vector<std::string> limits;
  int jobs = 0;
  bool json = false, all = false;
};

Validation validate_with_progress(const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  ProgressLine line;
  Control control;
  control.jobs = options.jobs;
  control.interrupted = interrupted;
  control.progress = [&](std::size_t done, std::size_t all) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    line.show(fmt::format("{} of {} rows predicted in {:.0f} s,", done, all, passed.count()),
              static_cast<double>(done) / static_cast<double>(std::max<std::size_t>(all, 1)));
  };
  return validation::validate(options.question, control);
}

std::string report(const Validation& result, const Options& options) {
  if (options.json) return json_report(result);
  if (options.all) return full_text_report(result);
  return text_report(result, options.by);
}

void require_known_grouping(const std::string& by, const std::vector<std::string>& known) {
  if (!by.empty() && std::find(known.begin(), known.end(), by) == known.end())
    throw InputError(ExitCode::kUsage,
                     fmt::format("--by '{}': must be {}", by, fmt::join(known, ", ")));
}

// What can be refused is refused before minutes of simulation.
std::vector<ErrorThreshold> checked(const Options& options) {
  const validation::Folder inputs = validation::read_folder(options.question.data);
  const validation::Vocabulary known = validation::vocabulary(inputs.kind);
  require_known_grouping(options.by, known.dimensions);
  std::vector<ErrorThreshold> thresholds;
  for (const std::string& limit : options.limits)
    thresholds.push_back(validation::parse_error_threshold(limit, known));
  if (!options.points.empty()) validation::prepare_output("--points", options.points, inputs);
  if (!options.plot.empty()) validation::prepare_output("--plot", options.plot, inputs);
  return thresholds;
}

void require(const std::vector<ErrorThreshold>& thresholds, const Validation& result) {
  std::string failed;
  for (const ErrorThreshold& threshold : thresholds) {
    const std::string failure = failure_of(threshold, result);
    if (!failure.empty()) failed += (failed.empty() ? "" : "\n") + failure;
  }
  if (!failed.empty()) throw InputError(ExitCode::kThreshold, failed);
}

// Where the reference data lies on this machine, if somebody said.
std::filesystem::path usual_data() {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr || *reference == '\0')
    throw InputError(ExitCode::kUsage,
                     "--data is missing: the folder of reference tables (or TESSERA_REFERENCE "
                     "names the folder that holds silicon/)");
  return std::filesystem::path(reference) / "silicon";
}

void validate(Options& options) {
  if (options.question.data.empty()) options.question.data = usual_data();
  options.question.points = options.points;
  const std::vector<ErrorThreshold> thresholds = checked(options);
  const Validation result = validate_with_progress(options);
  for (const std::string& note : result.notes) print_note(note);
  print(report(result, options));
  if (!options.points.empty()) write_points(result, options.points);
  if (result.partial) throw Interrupted("interrupted; the rows predicted so far were reported");
  if (!options.plot.empty()) plot(result, options.plot);
  require(thresholds, result);
}

}  // namespace

void add_validate(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("validate", "predict reference tables and print the errors");
  const auto options = std::make_shared<Options>();
  validation::Question& question = options->question;
  command->add_option("--data", question.data,
                      "folder of reference tables (default: silicon in $TESSERA_REFERENCE)");
  command->add_option(
      "--detail", question.detail,
      "tile (default); cycle of DRAM and networks, analytic of silicon; chips: analytic "
      "(default) or tile");
  command->add_option("--device", question.devices, "only rows of this device (silicon)")
      ->allow_extra_args(false);
  command->add_option("--op", question.ops, "only rows of this operator or class (silicon)")
      ->allow_extra_args(false);
  command->add_option("--set", question.settings, "change a field of every chip (silicon)")
      ->allow_extra_args(false);
  command->add_flag("--leave-out", question.leave_out,
                    "each chip with the fitted numbers of its relatives, not its own (silicon)");
  command->add_option("--sample", question.every, "one row of each table in so many (silicon)")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option(
      "--by", options->by,
      fmt::format("group the errors by this too: {} (DRAM); {} (networks); {} (silicon); {} "
                  "(chips)",
                  fmt::join(validation::vocabulary("dram").dimensions, ", "),
                  fmt::join(validation::vocabulary("noc").dimensions, ", "),
                  fmt::join(validation::vocabulary("silicon").dimensions, ", "),
                  fmt::join(validation::vocabulary("chips").dimensions, ", ")));
  command->add_flag("--all", options->all, "group the errors by everything there is");
  command->add_option("--points", options->points,
                      "write the tables with the predictions added into this folder");
  command->add_option("--plot", options->plot, "draw predicted against reference into this folder");
  command->add_option("--fail-if", options->limits, "exit 7 if so: 'max_util_error>2%'")
      ->allow_extra_args(false);
  command->add_option("--jobs", options->jobs, "rows at once (default: one per processor core)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { validate(*options); });
}

}  // namespace tessera
