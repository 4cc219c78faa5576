#include "sim/app/validate/noc/validate_noc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/error_statistics.h"
#include "sim/app/validate/noc/named_network.h"
#include "sim/app/validate/points_files.h"
#include "sim/app/validate/report_json.h"
#include "sim/app/validate/validate.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path kExtract =
    std::filesystem::path(TESSERA_SOURCE_DIR) / "tests/sim/app/validate/noc/extract";

double largest_error(const Validation& validation, const std::string& quantity,
                     const std::string& group) {
  for (const GroupErrors& each : group_errors(validation, "topology"))
    if (each.group == group && each.quantity == quantity) return each.errors.largest;
  ADD_FAILURE() << "no " << quantity << " of " << group;
  return 1;
}

TEST(ValidateNoc, PredictsTheExtractFlitByFlit) {
  const Validation validation = validate({kExtract, "cycle"}, Control());
  EXPECT_THAT(validation.unpredicted, IsEmpty());
  EXPECT_LE(largest_error(validation, "zero-load latency", "mesh4x4"), 0.005);
  for (const char* topology : {"mesh4x4", "torus4x4", "xbar16"})
    EXPECT_LE(largest_error(validation, "latency to 0.8", topology), 0.05) << topology;
  for (const char* topology : {"mesh4x4", "torus4x4", "xbar16"})
    EXPECT_LE(largest_error(validation, "saturation", topology), 0.04) << topology;
  EXPECT_THAT(
      validation.remarks,
      ElementsAre("transpose on mesh4x4 diverges at 0.3333 flits per node and clock: 1 rows "
                  "beyond it have latencies of a finite run and are left out"));
}

// With short runs, which are a third of a minute for all rows.
TEST(ValidateNoc, StaysWithinItsBoundsOnTheFullTables) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr || !std::filesystem::exists(std::filesystem::path(reference) / "noc"))
    GTEST_SKIP() << "TESSERA_REFERENCE names no folder with noc: its tables are not compared";
  const std::filesystem::path folder = std::filesystem::path(reference) / "noc";
  const Validation validation = validate({folder, "tile"}, Control());
  EXPECT_THAT(validation.unpredicted, IsEmpty());
  for (const GroupErrors& group : group_errors(validation, "topology")) {
    double bound = 1;
    if (group.quantity == "zero-load latency") bound = 0.005;
    if (group.quantity == "latency to 0.8") bound = 0.06;
    if (group.quantity == "saturation") bound = 0.04;
    if (group.group.starts_with("chips")) bound = 0.01;
    EXPECT_LE(group.errors.largest, bound) << group.group << ", " << group.quantity;
  }
}

TEST(ValidateNoc, CollectivesOfASimulatorAreThoseOfAChunkedRing) {
  const Validation validation = validate({kExtract, "tile"}, Control());
  for (const char* topology : {"chips, Ring", "chips, Switch", "chips, FullyConnected"})
    EXPECT_LE(largest_error(validation, "time", topology), 0.01) << topology;
}

TEST(ValidateNoc, PointsAreTheTablesWithThreeColumnsMore) {
  const TemporaryFolder folder;
  write_points(validate({kExtract, "tile"}, Control()), folder.path());
  for (const char* name : {"booksim_latency_load.csv", "nccl_busbw.csv", "astra_allreduce.csv"})
    EXPECT_THAT(read_file(folder.path() / name),
                HasSubstr(",predicted_packet_latency,predicted_accepted,predicted_time_us\n"));
}

TEST(ValidateNoc, TheNumberOfJobsChangesNothing) {
  Control one, two;
  one.jobs = 1;
  two.jobs = 2;
  EXPECT_EQ(json_report(validate({kExtract, "tile"}, one)),
            json_report(validate({kExtract, "tile"}, two)));
}

TEST(ValidateNoc, WhatIsNotKnownIsCountedAndNamed) {
  const TemporaryFolder folder;
  write_file(folder.path() / "booksim_latency_load.csv",
             "topology,nodes,traffic,packet_flits,run,offered_flits_per_node_cycle,converged,"
             "accepted_flits_per_node_cycle,packet_latency_avg\n"
             "dragonfly72,72,uniform,1,latency,0.1,ok,0.1,20\n"
             "mesh4x4,16,shuffle,1,latency,0.1,ok,0.1,16\n"
             "ring8,8,uniform,1,latency,0.05,ok,0.05,12\n");
  write_file(folder.path() / "nccl_busbw.csv",
             "gpu,ngpus,collective,algorithm,message_bytes,time_us_derived\n"
             "NoSuchGpu,8,all_reduce,Ring,1024,20\n");
  const Validation validation = validate({folder.path(), "tile"}, Control());
  std::vector<std::string> reasons;
  for (const Unpredicted& each : validation.unpredicted) reasons.push_back(each.why);
  EXPECT_THAT(reasons, ElementsAre("no network is called dragonfly72",
                                   "no traffic is called shuffle on mesh4x4",
                                   "no chip is called NoSuchGpu"));
  EXPECT_EQ(validation.tables[0].predicted, 1);
  EXPECT_THAT(validation.tables[0].cells[0], ElementsAre("", "", ""));
}

TEST(ValidateNoc, AMistakeInATableIsSaidAtItsLine) {
  const TemporaryFolder folder;
  write_file(folder.path() / "booksim_latency_load.csv",
             "topology,nodes,traffic,packet_flits,run,offered_flits_per_node_cycle,converged,"
             "accepted_flits_per_node_cycle,packet_latency_avg\n"
             "mesh4x4,16,uniform,none,latency,0.1,ok,0.1,16\n");
  try {
    validate({folder.path(), "tile"}, Control());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    EXPECT_THAT(error.what(), HasSubstr("booksim_latency_load.csv:2"));
  }
}

TEST(NamedNetwork, KnowsTheNamesOfTheTables) {
  EXPECT_EQ(network_named("torus8x8")->node_count(), 64);
  EXPECT_EQ(network_named("flatfly64")->router_count(), 16);
  EXPECT_EQ(network_named("cmesh64")->router_count(), 16);
  EXPECT_EQ(network_named("xbar16")->router_count(), 1);
  for (const char* name :
       {"mesh", "mesh8", "meshx8", "mesh8x", "cmesh63", "torus99999x9", "xbar-1"})
    EXPECT_FALSE(network_named(name)) << name;
}

}  // namespace
}  // namespace tessera::validation
