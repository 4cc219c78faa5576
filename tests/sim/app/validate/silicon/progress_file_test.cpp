// What an interrupted validation leaves behind and a later one finds.
#include "sim/app/validate/silicon/progress_file.h"

#include <gtest/gtest.h>

#include "sim/app/run_directory/file.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

TEST(ProgressFile, ALaterOneFindsWhatAnEarlierOneAdded) {
  const TemporaryFolder folder;
  {
    ProgressFile file(folder.path());
    file.add(digest("a"), "1.5\tmatrix\t");
    file.add(digest("b"), "\t\tno chip");
  }
  ProgressFile later(folder.path());
  EXPECT_EQ(later.find(digest("a")), "1.5\tmatrix\t");
  EXPECT_EQ(later.find(digest("b")), "\t\tno chip");
  EXPECT_FALSE(later.find(digest("c")));
}

TEST(ProgressFile, ALineCutOffIsForgotten) {
  const TemporaryFolder folder;
  {
    ProgressFile file(folder.path());
    file.add(digest("a"), "1.5\tmatrix\t");
    file.add(digest("b"), "2.5\tmatrix\t");
  }
  const std::string whole = read_file(folder.path() / "progress");
  write_file(folder.path() / "progress", whole.substr(0, whole.size() - 5));
  ProgressFile later(folder.path());
  EXPECT_TRUE(later.find(digest("a")));
  EXPECT_FALSE(later.find(digest("b")));
  later.add(digest("c"), "3.5\tmatrix\t");
  EXPECT_TRUE(ProgressFile(folder.path()).find(digest("c")));
}

TEST(ProgressFile, IsGoneInTheEnd) {
  const TemporaryFolder folder;
  ProgressFile file(folder.path());
  file.add(digest("a"), "1");
  file.remove();
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "progress"));
}

TEST(ProgressFile, WithoutAFolderNothingIsKept) {
  ProgressFile file("");
  file.add(digest("a"), "1");
  EXPECT_FALSE(file.find(digest("a")));
}

TEST(ProgressFile, TheDigestIsFnv1a) {
  EXPECT_EQ(digest(""), 0xcbf29ce484222325);
  EXPECT_EQ(digest("a"), 0xaf63dc4c8601ec8c);
}

}  // namespace
}  // namespace tessera::validation
