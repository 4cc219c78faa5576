#include "sim/app/run_directory/file.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

TEST(WriteFile, ReplacesAFileAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("a", "old");
  write_file(file, "new");
  EXPECT_EQ(read_file(file), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(WriteFile, WritesThroughALink) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("a", "old");
  const fs::path link = folder.path() / "link";
  fs::create_symlink(file, link);
  write_file(link, "new");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(read_file(file), "new");
}

TEST(WriteFile, WritesThroughALinkToADeviceAndReportsAFullOne) {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "device";
  fs::create_symlink("/dev/null", link);
  write_file(link, "lost");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_TRUE(fs::is_character_file(link));
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  fs::create_symlink("/dev/full", folder.path() / "full");
  EXPECT_THROW(write_file(folder.path() / "full", "lost"), InputError);
  EXPECT_TRUE(fs::is_symlink(folder.path() / "full"));
}

}  // namespace
}  // namespace tessera
