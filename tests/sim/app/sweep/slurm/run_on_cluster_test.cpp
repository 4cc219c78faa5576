// What a sweep does for a cluster, without one: tasks, their folder, and joining their shards.
#include "sim/app/sweep/slurm/run_on_cluster.h"

#include <gmock/gmock.h>

#include <fstream>
#include <numeric>

#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep::slurm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Numbers upto(std::size_t count) {
  Numbers numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST(CutIntoTasks, EveryPointIsInOneTask) {
  const std::vector<Numbers> tasks = cut_into_tasks(upto(103), 1, 10, 1);
  EXPECT_EQ(tasks.size(), 11U);
  Numbers all;
  for (const Numbers& task : tasks) all.insert(all.end(), task.begin(), task.end());
  std::ranges::sort(all);
  EXPECT_EQ(all, upto(103));
}

TEST(CutIntoTasks, ThereAreAsManyAsAskedForButNoEmptyOnesAndNoMoreThanAnArrayHas) {
  EXPECT_EQ(cut_into_tasks(upto(100), 1e-3, 60, 8).size(), 8U);
  EXPECT_EQ(cut_into_tasks(upto(3), 1e-3, 60, 8).size(), 3U);
  EXPECT_EQ(cut_into_tasks(upto(100'000), 60, 60, 8).size(), 1000U);
}

const char* const kSpec =
    "base { chip: \"npu-4x128\" detail: \"analytic\" model: \"gemm:256,256,256\" }\n"
    "axis { field: \"core.count\" number: [1, 2, 4] }\n";

class ClusterFolder : public testing::Test {
 protected:
  std::string store() const { return (folder_.path() / "it's.sqlite").string(); }
  Spec spec_ = read_spec_text(kSpec, "s.textproto");
  TemporaryFolder folder_;
};

TEST_F(ClusterFolder, EverySubmissionKeepsItsPoints) {
  JobFolder jobs(store());
  jobs.write(spec_, {{0, 2}, {1}}, "/bin/tessera");
  const std::filesystem::path second = jobs.write(spec_, {{1}}, "/bin/tessera");
  EXPECT_THAT(jobs.points_of(1, 0), ElementsAre(0, 2));
  EXPECT_THAT(jobs.points_of(1, 1), ElementsAre(1));
  EXPECT_THAT(jobs.points_of(2, 0), ElementsAre(1));
  EXPECT_THROW(jobs.points_of(2, 1), InputError);
  EXPECT_THAT(read_file(second), HasSubstr("'\\''s.sqlite.slurm' 2"));
}

TEST_F(ClusterFolder, TasksStoreTheirPointsInShardsThatAreJoined) {
  JobFolder jobs(store());
  jobs.write(spec_, {{0, 2}, {1}}, "/bin/tessera");
  const auto never = [] { return false; };
  EXPECT_EQ(run_task(jobs, {"7", 1, 0}, 1, never).computed, 2U);
  EXPECT_EQ(run_task(jobs, {"7", 1, 1}, 1, never).computed, 1U);
  EXPECT_EQ(run_task(jobs, {"7", 1, 1}, 1, never).computed, 0U);  // requeued
  Store all(store(), Access::kWrite, true);
  MergedShards merged;
  EXPECT_EQ(merge_shards(jobs, all, merged), 3U);
  EXPECT_EQ(merge_shards(jobs, all, merged), 0U);
  EXPECT_EQ(all.size(), 3U);
}

TEST_F(ClusterFolder, AShardThatIsNotBegunIsLeftForLaterAndAForeignFileIsSaid) {
  JobFolder jobs(store());
  jobs.write(spec_, {{0}}, "/bin/tessera");
  run_task(jobs, {"7", 1, 0}, 1, [] { return false; });
  std::ofstream(jobs.shard("7", 1)).close();
  Store all(store(), Access::kWrite, true);
  MergedShards merged;
  EXPECT_EQ(merge_shards(jobs, all, merged), 1U);
  std::ofstream(jobs.shard("7", 2))
      << "no database, but long enough to be taken for the head of one";
  EXPECT_THROW(merge_shards(jobs, all, merged), InputError);
}

TEST_F(ClusterFolder, AStoreIsNotJoinedWithItself) {
  Store all(store(), Access::kWrite, true);
  EXPECT_THROW(all.merge(store()), InputError);
}

}  // namespace
}  // namespace tessera::sweep::slurm
