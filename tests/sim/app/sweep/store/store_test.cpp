// The store of sweeps: what is put is found, files that are not ours are left alone.
#include "sim/app/sweep/store/store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep {
namespace {

using testing::HasSubstr;

Key key(char last) { return key_of_text(std::string(31, '0') + last); }

proto::SweepOutcome outcome(double latency) {
  proto::SweepOutcome outcome;
  Figures figures(sweep_metrics().size(), kNone);
  figures[static_cast<std::size_t>(metric_place("latency_us"))] = latency;
  outcome.mutable_metric()->Assign(figures.begin(), figures.end());
  outcome.set_limiter("memory bandwidth");
  return outcome;
}

proto::SweepOutcome failure(const std::string& why) {
  proto::SweepOutcome outcome;
  outcome.set_exit_code(5);
  outcome.set_message(why);
  return outcome;
}

class SweepStore : public testing::Test {
 protected:
  std::string file(const char* name) const { return (folder_.path() / name).string(); }
  std::string refusal(const std::string& path, Access access) {
    try {
      Store store(path, access);
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
      return error.what();
    }
    return "none";
  }
  TemporaryFolder folder_;
};

TEST_F(SweepStore, WhatIsPutIsFoundWhenTheFileIsOpenedAgain) {
  {
    Store store(file("s"), Access::kWrite);
    store.put(key('1'), {}, outcome(12.5));
    store.put(key('2'), {}, failure("too large"));
    store.commit();
  }
  Store store(file("s"), Access::kRead);
  const auto found = store.find(key('1'));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->figures[static_cast<std::size_t>(metric_place("latency_us"))], 12.5);
  EXPECT_TRUE(std::isnan(found->figures[0]));
  EXPECT_EQ(found->limiter, "memory bandwidth");
  EXPECT_EQ(store.exit_code(key('2')), 5);
  EXPECT_EQ(store.find(key('2'))->message, "too large");
  EXPECT_FALSE(store.find(key('3')));
  EXPECT_EQ(store.size(), 2U);
}

TEST_F(SweepStore, WhatIsNotCommittedIsNotThere) {
  {
    Store store(file("s"), Access::kWrite);
    store.put(key('1'), {}, outcome(1));
    store.commit();
    store.put(key('2'), {}, outcome(2));
  }
  EXPECT_EQ(Store(file("s"), Access::kRead).size(), 1U);
}

TEST_F(SweepStore, AFailureReplacesNoPointThatWentWell) {
  Store store(file("s"), Access::kWrite);
  store.put(key('1'), {}, outcome(1));
  store.put(key('1'), {}, failure("killed"));
  store.put(key('2'), {}, failure("killed"));
  store.put(key('2'), {}, outcome(2));
  store.commit();
  EXPECT_EQ(store.exit_code(key('1')), 0);
  EXPECT_EQ(store.exit_code(key('2')), 0);
}

TEST_F(SweepStore, MergingAddsWhatIsMissingAndMendsWhatFailed) {
  {
    Store shard(file("shard"), Access::kWrite, true);
    shard.put(key('1'), {}, outcome(99));
    shard.put(key('2'), {}, outcome(2));
    shard.put(key('3'), {}, outcome(3));
    shard.commit();
  }
  Store store(file("s"), Access::kWrite);
  store.put(key('1'), {}, outcome(1));
  store.put(key('2'), {}, failure("killed"));
  store.commit();
  EXPECT_EQ(store.merge(file("shard")), 2U);  // one new, one mended
  EXPECT_EQ(store.size(), 3U);
  EXPECT_EQ(store.find(key('1'))->figures[static_cast<std::size_t>(metric_place("latency_us"))], 1);
  EXPECT_EQ(store.exit_code(key('2')), 0);
  EXPECT_EQ(store.merge(file("shard")), 0U);
}

TEST_F(SweepStore, AFileThatIsNotThereIsMadeForWritingOnly) {
  EXPECT_THAT(refusal(file("none"), Access::kRead), HasSubstr("there is no such file"));
  EXPECT_FALSE(std::filesystem::exists(file("none")));
}

TEST_F(SweepStore, AFileThatIsNoneOfOursIsRefusedAndLeftAsItIs) {
  std::ofstream(file("text"))
      << "a letter that is long enough to be taken for a page of a database";
  EXPECT_THAT(refusal(file("text"), Access::kWrite), HasSubstr("not a database"));
  EXPECT_EQ(std::filesystem::file_size(file("text")), 65U);
  Database(file("other"), Access::kWrite).run("CREATE TABLE bills(amount REAL)");
  EXPECT_THAT(refusal(file("other"), Access::kWrite), HasSubstr("is not a store of sweeps"));
}

TEST_F(SweepStore, AnotherSchemaIsRefusedAndLeftAsItIs) {
  {
    Store store(file("s"), Access::kWrite);
    store.put(key('1'), {}, outcome(1));
    store.commit();
  }
  Database(file("s"), Access::kWrite).run("PRAGMA user_version=0");
  EXPECT_THAT(refusal(file("s"), Access::kWrite), HasSubstr("was written with schema 0"));
  Database raw(file("s"), Access::kRead);
  Statement count = raw.prepare("SELECT count(*) FROM point");
  count.step();
  EXPECT_EQ(count.whole(0), 1);
}

// A change of the columns is a change of the schema: raise kStoreSchema with it.
TEST_F(SweepStore, TheColumnsOfSchemaOneArePinned) {
  std::string names;
  for (const NamedFigure& metric : sweep_metrics()) names += std::string(metric.name) + " ";
  EXPECT_EQ(kStoreSchema, 1);
  EXPECT_EQ(names,
            "area_mm2 stated_area_mm2 tdp_w price_usd peak_tflops memory_gb_per_s memory_gib "
            "latency_us roofline_us tokens_per_s inferences_per_s time_to_first_token_us energy_mj "
            "average_w joules_per_token tokens_per_s_per_w tokens_per_s_per_chip "
            "tokens_per_s_per_user owned_usd_per_million_tokens rented_usd_per_million_tokens "
            "read_bytes written_bytes achieved_gb_per_s achieved_tflops matrix_busy_percent "
            "vector_busy_percent communication_hidden_percent ");
}

}  // namespace
}  // namespace tessera::sweep
