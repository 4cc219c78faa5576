// tessera sweep status|cancel|merge|task: what a sweep on a cluster needs besides run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/app/cli/commands.h"
#include "sim/app/cli/console.h"
#include "sim/app/cli/interrupt.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/slurm/run_on_cluster.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using sweep::Points;
using sweep::Store;
using sweep::slurm::JobFolder;

struct Options {
  std::string spec, store, folder;
  std::vector<std::string> shards;
  std::size_t submission = 0;
  bool json = false;
};

struct StoredCounts {
  std::size_t points = 0, stored = 0, failed = 0;
};

StoredCounts count(const Points& points, Store& store) {
  StoredCounts counts;
  counts.points = points.distinct().size();
  for (const std::size_t number : points.distinct()) {
    const auto code = store.exit_code(*points.keys()[number]);
    counts.stored += code ? 1 : 0;
    counts.failed += code && *code != 0 ? 1 : 0;
  }
  return counts;
}

void require_store(const std::string& path) {
  if (!std::filesystem::exists(path))
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--store {}: there is no such file; tessera sweep run makes it", path));
}

// What tasks have stored so far is joined first.
void status(const Options& options) {
  require_store(options.store);
  const Points points(sweep::read_spec(options.spec));
  Store store(options.store, Access::kWrite, true);
  const JobFolder folder(options.store);
  sweep::slurm::MergedShards merged;
  merge_shards(folder, store, merged);
  const StoredCounts counts = count(points, store);
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("points", counts.points);
  json.add("stored", counts.stored);
  json.add("failed", counts.failed);
  json.begin_array("jobs");
  std::string text = fmt::format("{}: {} of {} points stored, {} failed\n", points.spec().name,
                                 counts.stored, counts.points, counts.failed);
  for (const std::string& job : folder.jobs()) {
    const sweep::slurm::QueueState state = sweep::slurm::state_of(job);
    text += state.ended()
                ? fmt::format("job {}: ended\n", job)
                : fmt::format("job {}: {} tasks run, {} wait{}\n", job, state.running,
                              state.waiting, state.reason.empty() ? "" : " (" + state.reason + ")");
    json.begin_object();
    json.add("job", job);
    json.add("running", state.running);
    json.add("waiting", state.waiting);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  print(options.json ? json.take() : text);
}

void cancel(const Options& options) {
  require_store(options.store);
  const JobFolder folder(options.store);
  if (folder.jobs().empty())
    throw InputError(ExitCode::kUsage,
                     fmt::format("--store {}: no job was submitted for it", options.store));
  for (const std::string& job : folder.jobs()) sweep::slurm::cancel(job);
  Store store(options.store, Access::kWrite, true);
  sweep::slurm::MergedShards merged;
  const std::size_t points = merge_shards(folder, store, merged);
  print(fmt::format("cancelled {} jobs; {} further points are stored in {}\n", folder.jobs().size(),
                    points, options.store));
}

void merge(const Options& options) {
  for (const std::string& shard : options.shards)
    if (!std::filesystem::exists(shard))
      throw InputError(ExitCode::kUsage, fmt::format("{}: there is no such store", shard));
  Store store(options.store, Access::kWrite, true);
  std::size_t points = 0;
  for (const std::string& shard : options.shards) points += store.merge(shard);
  if (options.shards.empty()) {
    const JobFolder folder(options.store);
    if (!folder.exists())
      throw InputError(ExitCode::kUsage,
                       fmt::format("--store {}: there are no shards of a cluster's tasks beside "
                                   "it; name the stores to join",
                                   options.store));
    sweep::slurm::MergedShards merged;
    points = merge_shards(folder, store, merged);
  }
  print(fmt::format("{} further points are stored in {}, {} in all\n", points, options.store,
                    store.size()));
}

std::string from_slurm(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr)
    throw InputError(
        ExitCode::kUsage,
        fmt::format("{} is not set: tessera sweep task is started by Slurm", variable));
  return value;
}

// A task ends well whatever its points do: their outcomes are stored.
void task(const Options& options) {
  const char* cores = std::getenv("SLURM_CPUS_PER_TASK");
  const sweep::slurm::Task task{
      from_slurm("SLURM_ARRAY_JOB_ID"), options.submission,
      std::strtoul(from_slurm("SLURM_ARRAY_TASK_ID").c_str(), nullptr, 10)};
  run_task(JobFolder::at(options.folder), task, cores == nullptr ? 1 : std::atoi(cores),
           interrupted);
}

CLI::App* add(CLI::App& sweep, const char* name, const char* about, void (*run)(const Options&),
              const std::shared_ptr<Options>& options) {
  CLI::App* command = sweep.add_subcommand(name, about);
  command->callback([run, options] { run(*options); });
  return command;
}

}  // namespace

void add_sweep_cluster(CLI::App& sweep) {
  const auto options = std::make_shared<Options>();
  const auto with_store = [&](CLI::App* command) {
    command->add_option("--store", options->store, "SQLite file that the results are kept in")
        ->required();
    return command;
  };
  CLI::App* of_status =
      with_store(add(sweep, "status", "how far a sweep on a cluster is", status, options));
  of_status->add_option("SPEC", options->spec, "the text of the sweep")->required();
  of_status->add_flag("--json", options->json, "print one JSON document");
  CLI::App* of_cancel = with_store(
      add(sweep, "cancel", "end the jobs of a sweep and keep what they stored", cancel, options));
  of_cancel->add_option("SPEC", options->spec, "the text of the sweep; not needed");
  with_store(add(sweep, "merge", "join stores, or the shards of a cluster's tasks, into one", merge,
                 options))
      ->add_option("SHARD", options->shards, "stores to join (those beside the store)");
  CLI::App* of_task = add(sweep, "task", "work off one task, as Slurm asks", task, options);
  of_task->group("");
  of_task->add_option("FOLDER", options->folder, "what the sweep left for its tasks")->required();
  of_task->add_option("SUBMISSION", options->submission, "whose points")->required();
}

}  // namespace tessera
