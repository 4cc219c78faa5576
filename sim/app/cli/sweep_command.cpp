// tessera sweep run|plan SPEC ...: many designs, computed once each.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/sweep/report.h"
#include "sim/app/sweep/run_sweep.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using sweep::Points;
using sweep::Standing;
using sweep::Store;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string spec, store, engine = "local", retry;
  int jobs = 0;
  std::optional<double> time_limit;
  bool json = false;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void require_complete(const Standing& standing) {
  if (standing.interrupted)
    throw InputError(ExitCode::kInterrupted,
                     fmt::format("interrupted: {} points are left", standing.left));
  if (standing.failed > 0)
    throw InputError(
        ExitCode::kSweepFailures,
        fmt::format("{} points failed; --retry failed computes them again", standing.failed));
}

void run(const Options& options) {
  Points points(sweep::read_spec(options.spec));
  Store store(options.store, Access::kWrite);
  const auto begin = Clock::now();
  ProgressLine line;
  sweep::RunOptions how;
  how.jobs = options.jobs;
  how.retry_failed = options.retry == "failed";
  how.time_limit_s = options.time_limit;
  how.interrupted = interrupted;
  how.progress = [&](const Standing& standing) {
    const double done = static_cast<double>(points.distinct().size() - standing.left);
    line.show(sweep::progress_text(points, standing, seconds_since(begin)),
              done / static_cast<double>(points.distinct().size()));
  };
  const Standing standing = run_sweep(points, store, how);
  print(options.json ? run_json(points, options.store, standing)
                     : run_text(points, store, options.store, standing, seconds_since(begin)));
  require_complete(standing);
}

void plan(const Options& options) {
  Points points(sweep::read_spec(options.spec));
  std::optional<Store> store;
  if (!options.store.empty()) store.emplace(options.store, Access::kRead);
  const sweep::Plan found = plan_sweep(points, store ? &*store : nullptr, options.jobs);
  print(options.json ? plan_json(points, found) : plan_text(points, found));
}

void add_sweep_run(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("run", "compute the points that are not stored yet");
  const auto options = std::make_shared<Options>();
  command->add_option("SPEC", options->spec, "the text of the sweep")->required();
  command->add_option("--store", options->store, "SQLite file that the results are kept in")
      ->required();
  command->add_option("--jobs", options->jobs, "processes (one per processor core)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--time-limit", options->time_limit, "seconds, then end and say what is left")
      ->check(CLI::PositiveNumber);
  command->add_option("--retry", options->retry, "failed: compute failed points again")
      ->check(CLI::IsMember({"failed"}));
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { run(*options); });
}

void add_sweep_plan(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("plan", "count the points and time some of them");
  const auto options = std::make_shared<Options>();
  command->add_option("SPEC", options->spec, "the text of the sweep")->required();
  command->add_option("--store", options->store, "count what is stored there already");
  command->add_option("--jobs", options->jobs, "processes to expect (one per processor core)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options] { plan(*options); });
}

}  // namespace

void add_sweep(CLI::App& program) {
  CLI::App* command = program.add_subcommand("sweep", "compare many designs");
  command->require_subcommand(1);
  add_sweep_run(*command);
  add_sweep_plan(*command);
}

}  // namespace tessera
