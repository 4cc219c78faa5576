#include "sim/app/explore/stored.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

namespace fs = std::filesystem;

class StoredBelow : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(outside_); }
  static void write(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << bytes;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Stored& one : stored_below(directory_)) all.push_back(one.name);
    return all;
  }

  const fs::path outside_ = fs::path(testing::TempDir()) / ("stored-" + std::to_string(::getpid()));
  const fs::path directory_ = outside_ / "runs";
};

TEST_F(StoredBelow, RunsAndStoresAreFoundByWhatTheyHold) {
  write(directory_ / "a/one/result.pb", "");
  write(directory_ / "sweep.sqlite", "SQLite format 3");
  write(directory_ / "text.sqlite", "something else");
  EXPECT_THAT(names(), testing::UnorderedElementsAre("a/one", "sweep.sqlite"));
}

TEST_F(StoredBelow, LinksOutOfTheDirectoryAreNotFollowed) {
  write(outside_ / "secret/result.pb", "");
  write(directory_ / "linked/result.pb", "");
  fs::create_directory_symlink(outside_ / "secret", directory_ / "away");
  fs::create_symlink(outside_ / "secret/result.pb", directory_ / "linked/chip.textproto");
  EXPECT_TRUE(names().empty());
}

TEST_F(StoredBelow, OnlyAnIdOfTheListingFindsAnything) {
  write(directory_ / "one/result.pb", "");
  const std::string id = stored_below(directory_).front().id;
  EXPECT_EQ(stored_with(directory_, id).name, "one");
  EXPECT_THROW(stored_with(directory_, "one"), InputError);
  EXPECT_THROW(stored_with(directory_, "../secret"), InputError);
  EXPECT_TRUE(stored_below(outside_ / "nowhere").empty());
}

}  // namespace
}  // namespace tessera::explore
