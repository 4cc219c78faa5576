#include "sim/app/sweep/slurm/run_on_cluster.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <thread>

#include "sim/app/simulate/inputs.h"
#include "sim/app/sweep/run/plan.h"
#include "sim/app/sweep/store/sweep_metrics.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep::slurm {
namespace {

using Clock = std::chrono::steady_clock;

// Long against the start of a task, short against what a node's failure would cost.
constexpr double kTaskSeconds = 60;
constexpr std::size_t kTasksPerJob = 4;     // of one slot, so that slots end together
constexpr std::size_t kMostTasks = 1000;    // Slurm's MaxArraySize is 1001 unless it was raised
constexpr std::size_t kSlotsExpected = 16;  // where --jobs does not say
constexpr auto kBetweenQuestions = std::chrono::seconds(1);
constexpr auto kBetweenLooks = std::chrono::milliseconds(100);
constexpr int kMostSubmissions = 3;  // for tasks that ended without their points

std::string this_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

// Of those that its constraints on chips leave; a chip that cannot be read fails in its task.
bool is_wanted(Points& points, std::size_t number) {
  if (!points.constraints().any_of_chip()) return true;
  const Values values = points.space().values(number);
  try {
    const ReadChip chip = points.remembered()->chips().read(
        chip_source(request_of(request_at(points.spec(), values))));
    return points.constraints().met_by_chip(
        values, chip_figures_of(chip.spec, chip.text, *points.remembered()));
  } catch (const InputError&) {
    return true;
  }
}

Numbers wanted_points(Points& points) {
  Numbers wanted;
  for (const std::size_t number : points.distinct())
    if (is_wanted(points, number)) wanted.push_back(number);
  return wanted;
}

class ClusterRun {
 public:
  ClusterRun(Points& points, const std::string& store_path, const ClusterOptions& options)
      : points_(points),
        options_(options),
        wanted_(wanted_points(points)),
        store_(store_path, Access::kWrite, true),
        folder_(store_path) {}

  Standing take() {
    store_.put_sweep(points_.spec(), points_.keys());
    store_.commit();
    const std::size_t stored_before = wanted_.size() - open_points(options_.retry_failed).size();
    for (const std::string& job : folder_.jobs()) wait_for(job);
    bool retry = options_.retry_failed;
    for (int tries = 0; standing_.ended.empty() && tries < kMostSubmissions; ++tries) {
      const Numbers open = open_points(retry);
      if (open.empty()) break;
      retry = false;
      submit_and_wait(open);
    }
    if (standing_.ended.empty() && open_points(false).empty()) folder_.remove();
    return finish(stored_before);
  }

 private:
  Numbers open_points(bool retry_failed) {
    Numbers open;
    for (const std::size_t number : wanted_) {
      const auto code = store_.exit_code(*points_.keys()[number]);
      if (!code || (*code != 0 && retry_failed)) open.push_back(number);
    }
    return open;
  }

  void submit_and_wait(const Numbers& open) {
    const std::size_t slots =
        options_.jobs > 0 ? static_cast<std::size_t>(options_.jobs) : kSlotsExpected;
    const std::vector<Numbers> tasks =
        cut_into_tasks(open, seconds_per_point(), kTaskSeconds, slots * kTasksPerJob);
    const std::filesystem::path script = folder_.write(points_.spec(), tasks, this_program());
    const std::string job = submit(folder_, script, tasks.size(),
                                   {options_.jobs, options_.time_limit_s, options_.sbatch});
    folder_.add_job(job);
    wait_for(job);
  }

  double seconds_per_point() {
    const Plan plan = plan_sweep(points_, &store_, 1);
    return std::max(plan.cpu_s_per_point, 1e-4);
  }

  // Until it has ended, or this run must: then the job goes on unless the time is up.
  void wait_for(const std::string& job) {
    for (QueueState state = state_of(job); !state.ended(); state = state_of(job)) {
      merge_shards(folder_, store_, merged_);
      standing_.left = open_points(false).size();
      options_.progress(standing_, state);
      for (const auto until = Clock::now() + kBetweenQuestions; Clock::now() < until;) {
        if (must_end(job)) return;
        std::this_thread::sleep_for(kBetweenLooks);
      }
    }
    merge_shards(folder_, store_, merged_);
  }

  bool must_end(const std::string& job) {
    if (options_.interrupted()) {
      standing_.interrupted = true;
      standing_.ended = "interrupted, jobs go on";
      return true;
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (!options_.time_limit_s || elapsed < *options_.time_limit_s) return false;
    cancel(job);
    merge_shards(folder_, store_, merged_);
    standing_.ended = "the time limit is reached";
    return true;
  }

  Standing finish(std::size_t stored_before) {
    RunOptions look;
    look.only = &wanted_;
    look.look_only = true;
    Standing found = run_sweep(points_, store_, look);
    found.excluded = points_.distinct().size() - wanted_.size();
    for (const auto& key : points_.keys()) found.excluded += key ? 0 : 1;
    found.computed = found.reused - stored_before;
    found.reused = stored_before;
    found.interrupted = standing_.interrupted;
    found.ended = standing_.ended;
    found.short_of_points = found.ended.empty() && found.left > 0;
    if (found.short_of_points)
      found.ended = "tasks ended without all of their points (see " + folder_.log().string() + ")";
    return found;
  }

  Points& points_;
  const ClusterOptions& options_;
  const Numbers wanted_;
  Store store_;
  JobFolder folder_;
  MergedShards merged_;
  Standing standing_;
  const Clock::time_point begin_ = Clock::now();
};

}  // namespace

std::vector<Numbers> cut_into_tasks(const Numbers& open, double cpu_s_per_point, double task_s,
                                    std::size_t at_least) {
  const double by_time = static_cast<double>(open.size()) * cpu_s_per_point / task_s;
  const auto wanted = static_cast<std::size_t>(std::ceil(by_time));
  const std::size_t count =
      std::min({std::max(wanted, at_least), kMostTasks, std::max<std::size_t>(open.size(), 1)});
  std::vector<Numbers> tasks(count);
  // Neighbours cost about the same: dealt out in turn, tasks do too.
  for (std::size_t i = 0; i < open.size(); ++i) tasks[i % count].push_back(open[i]);
  return tasks;
}

Standing run_on_cluster(Points& points, const std::string& store_path,
                        const ClusterOptions& options) {
  return ClusterRun(points, store_path, options).take();
}

Standing run_task(const JobFolder& folder, const Task& task, int processes,
                  const std::function<bool()>& interrupted) {
  Spec spec = read_spec(folder.spec().string());
  spec.stop = {};
  Points points(std::move(spec));
  const Numbers numbers = folder.points_of(task.submission, task.number);
  Store shard(folder.shard(task.job, task.number).string(), Access::kWrite, true);
  RunOptions options;
  options.jobs = processes;
  options.only = &numbers;
  options.interrupted = interrupted;
  return run_sweep(points, shard, options);
}

// Its task is about to make its tables.
bool is_begun(const std::filesystem::path& shard) {
  try {
    Database database(shard.string(), Access::kRead);
    Statement tables =
        database.prepare("SELECT count(*) FROM sqlite_master WHERE name='sweep_point'");
    return tables.step() && tables.whole(0) == 0;
  } catch (const StoreError&) {
    return false;
  }
}

std::size_t merge_shards(const JobFolder& folder, Store& store, MergedShards& merged) {
  std::size_t points = 0;
  for (const std::filesystem::path& shard : folder.shards()) {
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(shard, gone);
    if (gone || (merged.contains(shard) && merged[shard] == written)) continue;
    if (is_begun(shard)) continue;
    points += store.merge(shard.string());
    merged[shard] = written;
  }
  return points;
}

}  // namespace tessera::sweep::slurm
