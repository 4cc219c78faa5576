// A sweep run by the tasks of array jobs, each into a shard of its own, joined into one store.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"
#include "sim/app/sweep/run/run_sweep.h"
#include "sim/app/sweep/slurm/cluster.h"
#include "sim/app/sweep/slurm/job_folder.h"
#include "sim/app/sweep/store/store.h"

namespace tessera::sweep::slurm {

struct ClusterOptions {
  int jobs = 0;  // tasks at once; 0: as many as the cluster has room for
  bool retry_failed = false;
  std::optional<double> time_limit_s;
  std::vector<std::string> sbatch;  // further options of sbatch
  std::function<bool()> interrupted = [] { return false; };
  std::function<void(const Standing&, const QueueState&)> progress = [](const Standing&,
                                                                        const QueueState&) {};
};

// Points cut into tasks of about equal length: about `task_s` long each, but at least `at_least`
// tasks where there are the points, and no more than Slurm takes in an array.
std::vector<Numbers> cut_into_tasks(const Numbers& open, double cpu_s_per_point, double task_s,
                                    std::size_t at_least);

// Submits what is open, or waits for jobs submitted before, and merges what their tasks stored,
// until nothing is open. An interruption leaves the jobs at work.
Standing run_on_cluster(Points& points, const std::string& store_path,
                        const ClusterOptions& options);

// What one task does: all of its points, whatever the sweep says of stopping. `job` and `number`
// are Slurm's.
struct Task {
  std::string job;
  std::size_t submission = 0;
  std::size_t number = 0;
};
Standing run_task(const JobFolder& folder, const Task& task, int processes,
                  const std::function<bool()>& interrupted);

// When the shards were last written that are merged already.
using MergedShards = std::map<std::filesystem::path, std::filesystem::file_time_type>;

// Shards into the store; how many points were new. Those of tasks at work are joined as far as they
// are, and one that is not yet a store is left for later.
std::size_t merge_shards(const JobFolder& folder, Store& store, MergedShards& merged);

}  // namespace tessera::sweep::slurm
