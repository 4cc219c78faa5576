// A Slurm cluster, through sbatch, squeue and scancel alone.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/slurm/job_folder.h"

namespace tessera::sweep::slurm {

struct SubmitOptions {
  int at_once = 0;                     // tasks that may run at the same time; 0: no limit
  std::optional<double> time_limit_s;  // of each
  std::vector<std::string> further;    // options of sbatch, "--partition=short"
};

// One array job whose task i works off the points of task i. Its number. Throws InputError(kUsage)
// with what sbatch said.
std::string submit(const JobFolder& folder, const std::filesystem::path& script, std::size_t tasks,
                   const SubmitOptions& options);

struct QueueState {
  std::size_t running = 0;
  std::size_t waiting = 0;
  std::string reason;  // why the first waiting one does
  bool ended() const { return running + waiting == 0; }
};

// Throws InputError(kUsage) where squeue cannot be asked; a job that it no longer knows has ended.
QueueState state_of(const std::string& job);

void cancel(const std::string& job);

}  // namespace tessera::sweep::slurm
