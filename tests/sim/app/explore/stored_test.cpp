#include "sim/app/explore/stored.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "sim/app/explore/saved_name.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

namespace fs = std::filesystem;

class StoredRuns : public testing::Test {
 protected:
  StoredRuns() : outside_(fs::temp_directory_path() / ("stored" + std::to_string(::getpid()))) {
    fs::create_directories(outside_ / "elsewhere");
    fs::create_directories(runs() / "a" / "nested");
    for (const char* folder : {"elsewhere", "runs/a", "runs/a/nested"})
      std::ofstream(outside_ / folder / "result.pb") << "x";
  }
  ~StoredRuns() override { fs::remove_all(outside_); }
  fs::path runs() const { return outside_ / "runs"; }

  fs::path outside_;
};

TEST_F(StoredRuns, ARunIsListedByItsNameAndNothingWithinIt) {
  const std::vector<Stored> found = stored_below(runs());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "a");
  EXPECT_FALSE(found[0].sweep);
  EXPECT_EQ(stored_with(runs(), found[0].id).path, runs() / "a");
}

TEST_F(StoredRuns, LinksAreNotFollowed) {
  fs::create_directory_symlink(outside_ / "elsewhere", runs() / "link");
  EXPECT_EQ(stored_below(runs()).size(), 1U);
}

TEST_F(StoredRuns, ARunWithALinkInItIsNotListed) {
  std::ofstream(outside_ / "elsewhere" / "secret") << "x";
  fs::create_symlink(outside_ / "elsewhere" / "secret", runs() / "a" / "chip.textproto");
  for (const Stored& one : stored_below(runs())) EXPECT_NE(one.path, runs() / "a");
}

TEST_F(StoredRuns, OnlyAnIdOfTheListingOpensOne) {
  for (const char* id : {"a", "../elsewhere", "", "0000000000000000"})
    EXPECT_THROW(stored_with(runs(), id), InputError) << id;
}

TEST_F(StoredRuns, ADirectoryThatIsNotThereHoldsNone) {
  EXPECT_TRUE(stored_below(outside_ / "nowhere").empty());
}

std::string name_in(const char* body) {
  rapidjson::Document document;
  document.Parse(body);
  return saved_name(document);
}

TEST(SavedName, StaysInItsDirectory) {
  EXPECT_EQ(name_in(R"({"name": "run-1.b_2"})"), "run-1.b_2");
  for (const char* body : {R"({})", R"({"name": ""})", R"({"name": ".."})", R"({"name": "a/b"})",
                           R"({"name": ".x"})", R"({"name": "-x"})", R"({"name": 1})"})
    EXPECT_THROW(name_in(body), InputError) << body;
}

TEST_F(StoredRuns, NothingIsOverwritten) {
  EXPECT_EQ(free_place(runs(), "b"), runs() / "b");
  EXPECT_THROW(free_place(runs(), "a"), InputError);
  fs::create_symlink(outside_ / "not there", runs() / "dangling");
  EXPECT_THROW(free_place(runs(), "dangling"), InputError);
}

}  // namespace
}  // namespace tessera::explore
