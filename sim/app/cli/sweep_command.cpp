// tessera sweep run|plan SPEC: many designs, computed once each.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/run/prefilter.h"
#include "sim/app/sweep/run/run_sweep.h"
#include "sim/app/sweep/slurm/run_on_cluster.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using sweep::Points;
using sweep::Standing;
using sweep::Store;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string spec, store, engine = "local", retry, prefilter;
  std::vector<std::string> sbatch;
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
  if (standing.short_of_points)
    throw InputError(ExitCode::kSweepFailures,
                     fmt::format("{} points are left: {}", standing.left, standing.ended));
  // A limit that was reached is what was asked for: the report says what is left and what failed.
  if (standing.left == 0 && standing.failed > 0)
    throw InputError(
        ExitCode::kSweepFailures,
        fmt::format("{} points failed; --retry failed computes them again", standing.failed));
}

Standing run_prefiltered(Points& points, Store& store, const sweep::RunOptions& how,
                         std::vector<std::string>& notes) {
  const sweep::Prefiltered found = sweep::run_prefiltered(points, store, how);
  notes = sweep::prefilter_notes(points, found);
  // Where the closed form was not finished, that is what is left.
  return found.rounds == 0 ? found.analytic : found.detailed;
}

Standing run_here(const Options& options, Points& points, Clock::time_point begin,
                  std::vector<std::string>& notes) {
  Store store(options.store, Access::kWrite);
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
  return options.prefilter.empty() ? run_sweep(points, store, how)
                                   : run_prefiltered(points, store, how, notes);
}

Standing run_on_cluster(const Options& options, Points& points, Clock::time_point begin) {
  ProgressLine line;
  sweep::slurm::ClusterOptions how;
  how.jobs = options.jobs;
  how.retry_failed = options.retry == "failed";
  how.time_limit_s = options.time_limit;
  how.sbatch = options.sbatch;
  how.interrupted = interrupted;
  how.progress = [&](const Standing& standing, const sweep::slurm::QueueState& queue) {
    const std::size_t all = points.distinct().size();
    line.show(fmt::format("{} of {} points in {:.0f} s, {} tasks run, {} wait{},",
                          all - standing.left, all, seconds_since(begin), queue.running,
                          queue.waiting, queue.reason.empty() ? "" : " (" + queue.reason + ")"),
              static_cast<double>(all - standing.left) / static_cast<double>(all));
  };
  return sweep::slurm::run_on_cluster(points, options.store, how);
}

// Nobody counts the points of all tasks while they run.
void require_no_stop_by_points(const sweep::Stop& stop) {
  if (stop.points || stop.failures || stop.best_unchanged_for || stop.seconds)
    throw InputError(ExitCode::kUsage,
                     "--engine slurm keeps no stop rule of the sweep: leave it out and give "
                     "--time-limit");
}

void run(const Options& options) {
  if (!options.prefilter.empty() && options.engine == "slurm")
    throw InputError(ExitCode::kUsage, "--prefilter needs --engine local");
  if (!options.sbatch.empty() && options.engine != "slurm")
    throw InputError(ExitCode::kUsage, "--sbatch needs --engine slurm");
  Points points(sweep::read_spec(options.spec));
  if (options.engine == "slurm") require_no_stop_by_points(points.spec().stop);
  const auto begin = Clock::now();
  std::vector<std::string> notes;
  const Standing standing = options.engine == "slurm" ? run_on_cluster(options, points, begin)
                                                      : run_here(options, points, begin, notes);
  for (const std::string& note : notes) print_note(note);
  Store store(options.store, Access::kWrite, options.engine == "slurm");
  print(options.json ? run_json(points, options.store, standing)
                     : run_text(points, store, options.store, standing, seconds_since(begin)));
  require_complete(standing);
}

void plan(const Options& options) {
  Points points(sweep::read_spec(options.spec));
  std::optional<Store> store;
  if (std::filesystem::exists(options.store)) store.emplace(options.store, Access::kRead);
  const sweep::Plan found = plan_sweep(points, store ? &*store : nullptr, options.jobs);
  print(options.json ? plan_json(points, found) : plan_text(points, found));
  const bool all_failed = !found.outcomes.empty() &&
                          std::ranges::all_of(found.outcomes, [](const proto::SweepOutcome& one) {
                            return one.exit_code() != 0;
                          });
  if (all_failed) throw InputError(ExitCode::kSweepFailures, "every point that was tried failed");
}

void add_sweep_run(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("run", "compute the points that are not stored yet");
  const auto options = std::make_shared<Options>();
  command->add_option("SPEC", options->spec, "the text of the sweep")->required();
  command->add_option("--store", options->store, "SQLite file that the results are kept in")
      ->required();
  command
      ->add_option("--engine", options->engine,
                   "local (default): processes on this machine; slurm: array jobs of a cluster, on "
                   "storage that its nodes share")
      ->check(CLI::IsMember({"local", "slurm"}));
  command
      ->add_option("--jobs", options->jobs,
                   "processes (one per processor core), or tasks at once on a cluster")
      ->check(CLI::Range(1, 1024));
  command->add_option("--time-limit", options->time_limit, "seconds, then end and say what is left")
      ->check([](const std::string& text) {
        double seconds = 0;
        return CLI::detail::lexical_cast(text, seconds) && seconds > 0
                   ? std::string()
                   : text + " must be a number of seconds above 0";
      });
  command->add_option("--sbatch", options->sbatch, "a further option of sbatch: --partition=short")
      ->allow_extra_args(false);
  command
      ->add_option("--prefilter", options->prefilter,
                   "analytic: all points in closed form, then those near the Pareto front of the "
                   "objectives as the sweep asks")
      ->check(CLI::IsMember({"analytic"}));
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
  add_sweep_cluster(*command);
  add_sweep_results(*command);
  add_sweep_compare(*command);
}

}  // namespace tessera
