#include "sim/app/run_directory/run_directory.h"

#include <gtest/gtest.h>

#include "sim/app/run_directory/file.h"
#include "sim/core/diagnostics.h"
#include "tests/sim/app/report/sample_result.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

RunOutput sample_output() {
  RunOutput output;
  output.result = sample_result();
  output.result.mutable_request()->set_chip("test-chip");
  output.result.mutable_request()->add_set("core.count=2");
  output.result.mutable_request()->set_model("tiny");
  output.inputs.chip_text.set_name("test-chip");
  output.inputs.graph.set_name("tiny");
  return output;
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(RunDirectory, WhatIsWrittenCanBeReadAgain) {
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "run";
  write_run_directory(folder, sample_output(), "tessera run test-chip tiny", false);
  EXPECT_EQ(read_result(folder).SerializeAsString(), sample_output().result.SerializeAsString());
  for (const char* name : {"summary.json", "ops.csv", "report.txt", "chip.textproto", "graph.pb"})
    EXPECT_TRUE(fs::is_regular_file(folder / name)) << name;
  EXPECT_EQ(read_file(folder / "command.txt"), "tessera run test-chip tiny\n");
  EXPECT_EQ(entries(temporary.path()), 1U);
}

TEST(RunDirectory, TheKeptRequestPointsAtTheKeptInputs) {
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "run";
  write_run_directory(folder, sample_output(), "", false);
  const proto::Request request = request_again(folder);
  EXPECT_EQ(request.chip(), (folder / "chip.textproto").string());
  EXPECT_EQ(request.model(), (folder / "graph.pb").string());
  EXPECT_EQ(request.set_size(), 0);  // already in the chip text
}

TEST(RunDirectory, ReplacesAnEarlierRun) {
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "run";
  write_run_directory(folder, sample_output(), "first", false);
  write_run_directory(folder, sample_output(), "second", false);
  EXPECT_EQ(read_file(folder / "command.txt"), "second\n");
  EXPECT_EQ(entries(temporary.path()), 1U);
}

TEST(RunDirectory, LeavesAFolderThatIsSomethingElseAlone) {
  const TemporaryFolder temporary;
  temporary.write("precious.txt", "mine");
  EXPECT_THROW(write_run_directory(temporary.path(), sample_output(), "", false), InputError);
  EXPECT_EQ(read_file(temporary.path() / "precious.txt"), "mine");
  EXPECT_EQ(entries(temporary.path()), 1U);
}

TEST(RunDirectory, AFolderWithoutAResultIsNoRun) {
  const TemporaryFolder temporary;
  EXPECT_THROW(read_result(temporary.path()), InputError);
}

}  // namespace
}  // namespace tessera
