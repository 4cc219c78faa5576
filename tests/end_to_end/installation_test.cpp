// The installed program works where it was put and from where it is called.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

const fs::path kPrefix = fs::path(TESSERA_PROGRAM).parent_path().parent_path();

TEST(Installation, StatesItsVersionOnStandardOutput) {
  const ProgramRun run = run_program({"--version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out.rfind("tessera 0.", 0), 0u) << run.out;
  EXPECT_EQ(run.err, "");
}

TEST(Installation, HoldsTheTextsAndNoSources) {
  EXPECT_TRUE(fs::exists(kPrefix / "share/tessera/isa/chip.proto"));
  for (const auto& entry : fs::recursive_directory_iterator(kPrefix / "share/tessera")) {
    EXPECT_NE(entry.path().extension(), ".cpp") << entry.path();
    EXPECT_NE(entry.path().extension(), ".h") << entry.path();
  }
}

TEST(Installation, CanBeMoved) {
  const TemporaryFolder folder;
  fs::copy(kPrefix, folder.path() / "moved", fs::copy_options::recursive);
  const ProgramRun run = run_command({folder.path() / "moved/bin/tessera", "--version"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

}  // namespace
}  // namespace tessera
