#include "sim/app/sweep/results/compare_stores.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// The same values on another chip have other addresses; the name in their inputs is the same.
Key other_address(std::size_t i) { return key_of_text(fmt::format("{:032x}", i + 1)); }

// What another version stored of the points of `sweep`.
class OtherVersion {
 public:
  explicit OtherVersion(MadeUpSweep& sweep)
      : sweep_(sweep), store_((folder_.path() / "other.sqlite").string(), Access::kWrite) {}

  void put(std::size_t number, double latency_us, double tokens_per_s, std::size_t version = 0) {
    proto::SweepOutcome outcome;
    for (std::size_t i = 0; i < sweep_metrics().size(); ++i) outcome.add_metric(kNone);
    outcome.set_metric(metric_place("latency_us"), latency_us);
    outcome.set_metric(metric_place("tokens_per_s"), tokens_per_s);
    put_outcome(number, outcome, version);
  }
  void fail(std::size_t number) {
    proto::SweepOutcome outcome;
    outcome.set_exit_code(1);
    put_outcome(number, outcome, 0);
  }
  void link(std::size_t version) {
    std::vector<std::optional<Key>> keys;
    for (std::size_t i = 0; i < sweep_.points().size(); ++i)
      keys.emplace_back(other_address(i + 1000 * version));
    store_.put_sweep(sweep_.points().spec(), keys);
    store_.commit();
  }
  Store& store() { return store_; }

 private:
  void put_outcome(std::size_t number, const proto::SweepOutcome& outcome, std::size_t version) {
    store_.put(other_address(number + 1000 * version),
               request_at(sweep_.points().spec(), sweep_.points().space().values(number)), outcome);
    store_.commit();
  }

  TemporaryFolder folder_;
  MadeUpSweep& sweep_;
  Store store_;
};

StoreComparison compared(MadeUpSweep& run, OtherVersion& base,
                         const std::vector<std::string>& limits = {}) {
  std::vector<Threshold> thresholds;
  for (const std::string& limit : limits) thresholds.push_back(parse_threshold(limit));
  return compare_stores(run.points(), base.store(), run.store(), thresholds);
}

const MetricChange& change_of(const StoreComparison& found, const std::string& metric) {
  return *std::ranges::find(found.metrics, place(metric), &MetricChange::metric);
}

TEST(CompareStores, MatchesPointsByTheirValuesWhateverTheirAddresses) {
  MadeUpSweep run;
  OtherVersion base(run);
  for (std::size_t i = 0; i < 3; ++i) base.put(i, 100, 10);
  run.put(0, {{"latency_us", 101}, {"tokens_per_s", 10}});
  run.put(1, {{"latency_us", 90}, {"tokens_per_s", 8}});
  run.put(2, {{"latency_us", 104}, {"tokens_per_s", 12}});
  const StoreComparison found = compared(run, base);
  EXPECT_EQ(found.compared, 3U);
  EXPECT_EQ(found.in_neither, 3U);
  EXPECT_NEAR(change_of(found, "latency_us").median, 0.01, 1e-12);
  EXPECT_NEAR(change_of(found, "latency_us").worst, 0.04, 1e-12);
  EXPECT_EQ(change_of(found, "latency_us").worst_at, 2U);
  // Of a throughput the largest loss is the worst.
  EXPECT_NEAR(change_of(found, "tokens_per_s").worst, -0.2, 1e-12);
  EXPECT_EQ(change_of(found, "tokens_per_s").worst_at, 1U);
  EXPECT_EQ(change_of(found, "tokens_per_s").changed, 2U);
}

TEST(CompareStores, NamesEveryLimitThatAPointBreaks) {
  MadeUpSweep run;
  OtherVersion base(run);
  for (std::size_t i = 0; i < 2; ++i) base.put(i, 100, 10);
  run.put(0, {{"latency_us", 103.5}, {"tokens_per_s", 10}});
  run.put(1, {{"latency_us", 110}, {"tokens_per_s", 10}});
  EXPECT_THAT(compared(run, base, {"latency>+11%", "tokens_per_s<-1%"}).failures, IsEmpty());
  const StoreComparison found = compared(run, base, {"latency>+3%", "latency>+5%"});
  ASSERT_EQ(found.failures.size(), 2U);
  EXPECT_EQ(found.failures[0].points, 2U);
  EXPECT_EQ(found.failures[1].points, 1U);
  EXPECT_EQ(failures_text(run.points(), found),
            "2 points break latency>+3%, by up to +10.0 % at batch=1 bandwidth=1\n"
            "1 point breaks latency>+5%, by up to +10.0 % at batch=1 bandwidth=1");
}

TEST(CompareStores, CountsWhatOnlyOneSideHasOrFails) {
  MadeUpSweep run;
  OtherVersion base(run);
  base.put(0, 1, 1);
  base.put(1, 1, 1);
  base.fail(2);
  base.fail(3);
  run.put(1, {{"latency_us", 1}});
  run.put(2, {{"latency_us", 1}});
  run.fail(3, 1, "no");
  run.put(4, {{"latency_us", 1}});
  const StoreComparison found = compared(run, base);
  EXPECT_EQ(found.compared, 1U);
  EXPECT_EQ(found.base_only, 1U);
  EXPECT_EQ(found.run_only, 1U);
  EXPECT_EQ(found.in_neither, 1U);
  EXPECT_EQ(found.fails_no_more, 1U);
  EXPECT_EQ(found.fails_in_both, 1U);
  EXPECT_EQ(found.fails_now, 0U);
  EXPECT_THAT(comparison_text(run.points(), found), HasSubstr("1 failed in the base and run now"));
}

TEST(CompareStores, TakesThePointThatTheSweepWasLastRunWith) {
  MadeUpSweep run;
  OtherVersion base(run);
  base.put(0, 100, 10, 0);
  base.put(0, 50, 10, 1);
  run.put(0, {{"latency_us", 100}});
  EXPECT_EQ(compared(run, base).ambiguous, 1U);
  EXPECT_EQ(compared(run, base).compared, 0U);
  base.link(1);
  const StoreComparison found = compared(run, base);
  EXPECT_EQ(found.ambiguous, 0U);
  EXPECT_NEAR(change_of(found, "latency_us").median, 1, 1e-12);
}

// As `sweep run` stores it.
void run_made_up(MadeUpSweep& sweep, double latency_us) {
  for (std::size_t i = 0; i < sweep.points().size(); ++i)
    sweep.put(i, {{"latency_us", latency_us * static_cast<double>(i + 1)}});
  sweep.store().put_sweep(sweep.points().spec(), sweep.points().keys());
  sweep.store().commit();
}

std::string made_up_from(const std::string& base) {
  std::string spec = kTwoByThree;
  spec.replace(spec.find("model:"), 0, base + " ");
  return spec;
}

TEST(CompareStores, SettingsOfTheBaseMayDiffer) {
  MadeUpSweep run(made_up_from("set: \"core.count=2\"")), base;
  run_made_up(base, 100);
  run_made_up(run, 110);
  const StoreComparison found = compare_stores(run.points(), base.store(), run.store(), {});
  EXPECT_EQ(found.compared, 6U);
  EXPECT_EQ(found.other_base, 6U);
  EXPECT_NEAR(change_of(found, "latency_us").median, 0.1, 1e-12);
  EXPECT_NEAR(change_of(found, "latency_us").worst, 0.1, 1e-12);
  EXPECT_THAT(comparison_text(run.points(), found), HasSubstr("the base of the sweep differs"));
}

TEST(CompareStores, OfTwoOtherBasesNoneIsTaken) {
  MadeUpSweep run(made_up_from("set: \"core.count=2\"")), base;
  run_made_up(base, 100);
  MadeUpSweep second(made_up_from("set: \"core.count=8\""));
  run_made_up(second, 50);
  base.store().merge(second.path());
  base.store().put_sweep(second.points().spec(), second.points().keys());
  base.store().commit();
  run_made_up(run, 110);
  const StoreComparison found = compare_stores(run.points(), base.store(), run.store(), {});
  EXPECT_EQ(found.compared, 0U);
  EXPECT_EQ(found.ambiguous, 6U);
}

TEST(StoredByAnotherVersion, CountsWhatTheLastRunStoredUnderOtherAddresses) {
  MadeUpSweep sweep;
  OtherVersion other(sweep);
  other.put(0, 100, 10);
  EXPECT_EQ(stored_by_another_version(sweep.points(), other.store()), 0U);  // no sweep links it
  other.link(0);
  EXPECT_EQ(stored_by_another_version(sweep.points(), other.store()), 1U);
  sweep.put(0, {{"latency_us", 1}});
  sweep.store().put_sweep(sweep.points().spec(), sweep.points().keys());
  EXPECT_EQ(stored_by_another_version(sweep.points(), sweep.store()), 0U);
}

TEST(DigestOfInputs, DoesNotDependOnTheOrderOfFieldsOrOnHowDetailIsStated) {
  const Key key = digest_of_inputs(R"({"batch":8,"memory.bandwidth_scale":0.5})", "tile");
  EXPECT_EQ(
      key, digest_of_inputs(R"({"memory.bandwidth_scale":0.5,"detail":"tile","batch":8})", "tile"));
  EXPECT_NE(key, digest_of_inputs(R"({"batch":8,"memory.bandwidth_scale":0.5})", "analytic"));
  EXPECT_NE(key, digest_of_inputs(R"({"batch":8,"memory.bandwidth_scale":0.6})", "tile"));
}

}  // namespace
}  // namespace tessera::sweep
