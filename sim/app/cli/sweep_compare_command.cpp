// tessera sweep compare SPEC --base FILE --store FILE: what changed between two stores.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/sweep/results/compare_stores.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using sweep::Points;
using sweep::Store;
using sweep::StoreComparison;

struct Options {
  std::string spec, base, store;
  std::vector<std::string> limits;
  bool json = false;
};

// A limit that no point can break, because none has the figure, would pass for no reason.
void require_compared(const std::vector<Threshold>& thresholds, const StoreComparison& found) {
  if (found.compared + found.fails_now == 0)
    throw InputError(ExitCode::kUsage, "no point of the sweep ran in both stores");
  for (const Threshold& threshold : thresholds) {
    const int metric = sweep::metric_place(threshold.metric->name);
    const bool known = std::ranges::any_of(found.metrics, [&](const sweep::MetricChange& one) {
      return static_cast<int>(one.metric) == metric;
    });
    if (!known)
      throw InputError(ExitCode::kUsage, fmt::format("--fail-if '{}': no point has a {}",
                                                     threshold.text, threshold.metric->name));
  }
}

// Where limits are set, a point that no longer runs breaks them all.
void require_met(const std::vector<Threshold>& thresholds, const Points& points,
                 const StoreComparison& found) {
  std::string failed = failures_text(points, found);
  if (!thresholds.empty() && found.fails_now > 0)
    failed += fmt::format("{}{} points that ran in the base fail now", failed.empty() ? "" : "\n",
                          found.fails_now);
  if (!failed.empty()) throw InputError(ExitCode::kThreshold, failed);
}

void compare(const Options& options) {
  std::vector<Threshold> thresholds;
  for (const std::string& limit : options.limits) thresholds.push_back(parse_threshold(limit));
  Points points(sweep::read_spec(options.spec));
  Store base(options.base, Access::kRead);
  Store store(options.store, Access::kRead);
  const StoreComparison found = compare_stores(points, base, store, thresholds);
  print(options.json ? comparison_json(points, found) : comparison_text(points, found));
  require_compared(thresholds, found);
  require_met(thresholds, points, found);
}

}  // namespace

void add_sweep_compare(CLI::App& sweep) {
  CLI::App* command =
      sweep.add_subcommand("compare", "show what changed between two stores of a sweep");
  const auto options = std::make_shared<Options>();
  command->add_option("SPEC", options->spec, "the text of the sweep")->required();
  command->add_option("--base", options->base, "SQLite file to compare with")->required();
  command->add_option("--store", options->store, "SQLite file of the new results")->required();
  command->add_option("--fail-if", options->limits, "exit 7 if a point does: 'latency>+3%'")
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { compare(*options); });
}

}  // namespace tessera
