// What a sweep on a Slurm cluster has on shared storage beside its store: the text of the sweep,
// the points of every task, a shard for the results of each, and which jobs were submitted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/app/sweep/space/spec.h"

namespace tessera::sweep::slurm {

using Numbers = std::vector<std::size_t>;  // of points

class JobFolder {
 public:
  explicit JobFolder(const std::string& store_path) : path_(store_path + ".slurm") {}
  static JobFolder at(const std::filesystem::path& path) {
    JobFolder folder;
    folder.path_ = path;
    return folder;
  }

  const std::filesystem::path& path() const { return path_; }
  bool exists() const;

  // Makes the folder where it is not there, and writes what the tasks of one submission read: those
  // of earlier ones may still wait. The script that they run.
  std::filesystem::path write(const Spec& spec, const std::vector<Numbers>& tasks,
                              const std::string& program);
  std::filesystem::path spec() const { return path_ / "sweep.textproto"; }
  std::filesystem::path log() const { return path_ / "log"; }

  Numbers points_of(std::size_t submission, std::size_t task) const;

  // Of a task of a job: a requeued one goes on with what it has.
  std::filesystem::path shard(const std::string& job, std::size_t task) const;
  std::vector<std::filesystem::path> shards() const;

  // Jobs that were submitted from here and have not been merged, oldest first.
  std::vector<std::string> jobs() const;
  void add_job(const std::string& job);

  void remove();

 private:
  JobFolder() = default;
  std::filesystem::path path_;
};

}  // namespace tessera::sweep::slurm
