// tessera compare BASE RUN...: what changed between kept runs, and a threshold that may fail.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/report/threshold.h"
#include "sim/app/run_directory/run_directory.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct NamedRun {
  std::string folder;
  proto::Result result;
};

std::string title(const proto::Result& r) {
  return fmt::format("{} on {}, {}", r.model(), r.chip(), r.phase());
}

bool worth_a_row(const Metric& metric, const proto::Result& base, const proto::Result& run) {
  return metric.value(base) != 0 || metric.value(run) != 0;
}

std::string as_table(const proto::Result& base, const NamedRun& run) {
  std::string text = fmt::format("{}: {}\n", run.folder, title(run.result));
  for (const Metric& metric : metrics())
    if (worth_a_row(metric, base, run.result))
      text += fmt::format("  {:<29} {:>16} {:>16} {:>10}\n", metric.name,
                          format_count(metric.value(base)), format_count(metric.value(run.result)),
                          format_change(change_of(metric, base, run.result)));
  return text;
}

void add_json(const proto::Result& base, const NamedRun& run, JsonWriter& json) {
  json.begin_object();
  json.add("run", run.folder);
  json.begin_array("metrics");
  for (const Metric& metric : metrics()) {
    if (!worth_a_row(metric, base, run.result)) continue;
    json.begin_object();
    json.add("name", metric.name);
    json.add("base", metric.value(base));
    json.add("run", metric.value(run.result));
    json.add("change_percent", 100 * change_of(metric, base, run.result));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string as_json(const std::string& base_folder, const proto::Result& base,
                    const std::vector<NamedRun>& runs) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("base", base_folder);
  json.begin_array("runs");
  for (const NamedRun& run : runs) add_json(base, run, json);
  json.end_array();
  json.end_object();
  return json.take();
}

// A threshold on a figure that a run does not have would pass or fail for no reason.
void require_present(const std::vector<Threshold>& thresholds, const std::string& folder,
                     const proto::Result& result) {
  for (const Threshold& threshold : thresholds)
    if (!has(result, *threshold.metric))
      throw InputError(ExitCode::kUsage,
                       fmt::format("--fail-if '{}': {} ({}) has no {}", threshold.text, folder,
                                   title(result), threshold.metric->name));
}

void require(const std::vector<Threshold>& thresholds, const proto::Result& base,
             const std::vector<NamedRun>& runs) {
  std::string failed;
  for (const NamedRun& run : runs)
    for (const Threshold& threshold : thresholds)
      if (fails(threshold, base, run.result))
        failed += fmt::format("{}{}: {} changed by {}, which is what {} forbids",
                              failed.empty() ? "" : "\n", run.folder, threshold.metric->name,
                              format_change(change_of(*threshold.metric, base, run.result)),
                              threshold.text);
  if (!failed.empty()) throw InputError(ExitCode::kThreshold, failed);
}

void compare(const std::string& base_folder, const std::vector<std::string>& folders,
             const std::vector<std::string>& limits, bool json) {
  std::vector<Threshold> thresholds;
  for (const std::string& limit : limits) thresholds.push_back(parse_threshold(limit));
  const proto::Result base = read_result(base_folder);
  std::vector<NamedRun> runs;
  for (const std::string& folder : folders) runs.push_back({folder, read_result(folder)});
  require_present(thresholds, base_folder, base);
  for (const NamedRun& run : runs) {
    require_present(thresholds, run.folder, run.result);
    if (run.result.model() != base.model())
      print_warning(fmt::format("{} ran {}, {} ran {}: different models are compared", base_folder,
                                base.model(), run.folder, run.result.model()));
  }
  if (json) {
    print(as_json(base_folder, base, runs));
  } else {
    print(fmt::format("{}: {} (base)\n", base_folder, title(base)));
    for (const NamedRun& run : runs) print(as_table(base, run));
  }
  require(thresholds, base, runs);
}

}  // namespace

void add_compare(CLI::App& program) {
  CLI::App* command = program.add_subcommand("compare", "show what changed between kept runs");
  struct Options {
    std::string base;
    std::vector<std::string> runs, limits;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("BASE", options->base, "a run directory")->required();
  command->add_option("RUN", options->runs, "run directories to compare with it")->required();
  command->add_option("--fail-if", options->limits, "exit 7 if so: 'latency>+3%'")
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback(
      [options] { compare(options->base, options->runs, options->limits, options->json); });
}

}  // namespace tessera
