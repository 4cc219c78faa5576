// Two levels of detail: near the front in one, found in the other.
#include "sim/app/sweep/run/prefilter.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/best.h"
#include "sim/app/sweep/results/sensitivity.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(NearFront, WithoutAMarginItIsTheParetoFront) {
  const std::vector<std::vector<double>> values = {{1, 9}, {2, 5}, {3, 6}, {4, 1}, {5, 1}, {2, 5}};
  EXPECT_THAT(near_front(values, {0, 0}), ElementsAre(0, 1, 3, 5));
}

TEST(NearFront, AMarginKeepsWhatIsBeatenByLess) {
  const std::vector<std::vector<double>> values = {{100, 100}, {103, 103}, {110, 110}};
  EXPECT_THAT(near_front(values, {0.05, 0.05}), ElementsAre(0, 1));
}

TEST(RankCorrelation, IsOneForTheSameOrderAndMinusOneForTheReverse) {
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {10, 20, 30, 99}), 1);
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {9, 7, 5, 1}), -1);
}

// Example with ties: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
TEST(RankCorrelation, EqualValuesShareTheirRanks) {
  EXPECT_NEAR(rank_correlation({1, 2, 2, 3}, {1, 2, 3, 4}), 0.9486832980505138, 1e-12);
}

// A space of 24 points, and what follows it.
Spec small_space(const std::string& more = "") {
  return read_spec_text(
      "base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" }\n"
      "axis { field: \"core.count\" number: [1, 2, 4, 8] }\n"
      "axis { field: \"memory.bandwidth_scale\" range { from: 0.25 to: 2 count: 6 } }\n"
      "objective { minimise: \"latency_us\" }\nobjective { minimise: \"energy_mj\" }\n" +
          more,
      "s.textproto");
}

class PrefilterRun : public testing::Test {
 protected:
  Prefiltered run(const RunOptions& options = {}) {
    return run_prefiltered(points(), store_, options);
  }
  void set(const std::string& more) { points_.emplace(small_space(more)); }
  Points& points() {
    if (!points_) set("");
    return *points_;
  }
  std::size_t simulated() { return Table(points(), store_).count(PointState::kFeasible); }
  std::string notes(const Prefiltered& found) {
    std::string text;
    for (const std::string& note : prefilter_notes(points(), found)) text += note + "\n";
    return text;
  }

  TemporaryFolder folder_;
  std::optional<Points> points_;
  Store store_{(folder_.path() / "s.sqlite").string(), Access::kWrite};
};

TEST_F(PrefilterRun, SimulatesTheFrontOfTheClosedFormAndAFewPointsAllOver) {
  const Prefiltered found = run();
  EXPECT_EQ(found.analytic.computed, 24U);
  EXPECT_EQ(found.detailed.computed, found.chosen + found.spread);
  EXPECT_EQ(simulated(), found.chosen + found.spread);
  EXPECT_GE(found.chosen, 1U);
  EXPECT_LT(found.detailed.computed, 24U);
  EXPECT_EQ(found.detailed.left, 0U);
  EXPECT_GE(found.agreement[0].points, 10U);
  EXPECT_THAT(notes(found), HasSubstr(fmt::format("over {} points", found.agreement[0].points)));
}

TEST_F(PrefilterRun, HasTheTrueFrontOfTheSpace) {
  run();
  Store whole((folder_.path() / "whole.sqlite").string(), Access::kWrite);
  EXPECT_EQ(run_sweep(points(), whole, {}).computed, 24U);
  const std::vector<Objective>& by = points().spec().objectives;
  const Table truth(points(), whole), filtered(points(), store_);
  const Choice front = front_points(points(), truth, by, 24);
  EXPECT_EQ(front_points(points(), filtered, by, 24).numbers, front.numbers);
}

TEST_F(PrefilterRun, IsASweepOfTheStoreUnderItsOwnText) {
  run();
  Statement linked = store_.query(
      "SELECT count(*) FROM sweep_point p JOIN sweep ON sweep.id=p.sweep WHERE spec=?1");
  linked.bind(1, std::string_view(points().spec().text)).step();
  EXPECT_EQ(linked.whole(0), 24);
}

TEST_F(PrefilterRun, ResultsSayThatTheOthersHaveTheirClosedFormOnly) {
  const std::size_t ran = run().detailed.computed;
  const Table table(points(), store_);
  EXPECT_EQ(table.closed_form_only(), 24 - ran);
  const Objective& latency = points().spec().objectives[0];
  const std::string best = best_text(points(), table, best_points(points(), table, latency, 1));
  EXPECT_THAT(best, HasSubstr(fmt::format("{} have their closed form only", 24 - ran)));
  EXPECT_THAT(best, Not(HasSubstr("missing")));
  const std::string effects =
      sensitivity_text(points(), table, sensitivity(points(), table, latency));
  EXPECT_THAT(effects, HasSubstr(fmt::format("only {} of 24 points ran as the sweep asks", ran)));
  EXPECT_THAT(effects, HasSubstr("are of different designs each"));
}

TEST_F(PrefilterRun, OfAllThatFailsSaysSoAndCountsThem) {
  points_.emplace(read_spec_text(
      "base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" set: \"no.such.field=1\" }\n"
      "axis { field: \"memory.bandwidth_scale\" number: [1, 2] }\n",
      "s.textproto"));
  const Prefiltered found = run();
  EXPECT_EQ(found.rounds, 0U);
  EXPECT_EQ(found.analytic.failed, 2U);
  EXPECT_EQ(found.passed_over.failed, 2U);
  EXPECT_THAT(notes(found), HasSubstr("2 points failed in closed form and were not simulated"));
  EXPECT_THAT(notes(found), HasSubstr("no point is left to simulate"));
  EXPECT_THAT(notes(found), Not(HasSubstr("not finished")));
}

TEST_F(PrefilterRun, FailuresInClosedFormCountAmongTheOthers) {
  points_.emplace(
      read_spec_text("base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" }\n"
                     "axis { field: \"chip\" text: [\"npu-4x128\"] }\n"
                     "axis { field: \"core.count\" number: [-1, 1, 2] }\n",
                     "s.textproto"));
  const Prefiltered found = run();
  EXPECT_EQ(found.passed_over.failed, 1U);
  EXPECT_EQ(found.detailed.failed, 1U);
  EXPECT_EQ(found.detailed.computed, 2U);
  EXPECT_EQ(Table(points(), store_).closed_form_failed(), 1U);
  EXPECT_EQ(Table(points(), store_).closed_form_only(), 0U);
}

TEST_F(PrefilterRun, ARetriedPointIsTriedOnce) {
  run();
  proto::SweepOutcome failed;
  failed.set_exit_code(8);
  std::size_t broken = 0;
  for (const std::size_t one : points().distinct())
    if (store_.find(*points().keys()[one])) {
      store_.query("DELETE FROM point WHERE key=?1")
          .bind(1, std::string_view(text_of(*points().keys()[one])))
          .run();
      store_.put(*points().keys()[one], request_at(points().spec(), points().space().values(one)),
                 failed);
      ++broken;
    }
  store_.commit();
  RunOptions options;
  EXPECT_GT(run(options).detailed.failed, 0U);
  options.retry_failed = true;
  const Prefiltered again = run(options);
  EXPECT_EQ(again.detailed.computed, broken);
  EXPECT_EQ(again.detailed.failed, 0U);
}

TEST_F(PrefilterRun, WhatConstraintsRefuseIsCounted) {
  set("constraint: \"latency_us < 0.000001\"\n");
  const Prefiltered found = run();
  EXPECT_EQ(found.passed_over.refused, 24U);
  EXPECT_THAT(notes(found), HasSubstr("24 points do not meet the constraints in closed form"));
}

TEST_F(PrefilterRun, StopPointsIsOfAllStages) {
  set("stop { points: 26 }\n");
  RunOptions options;
  options.jobs = 1;
  const Prefiltered found = run(options);
  EXPECT_EQ(found.analytic.computed, 24U);
  EXPECT_LT(found.detailed.computed, 10U);
  EXPECT_GT(found.detailed.left, 0U);
  EXPECT_EQ(found.detailed.ended, "stop.points is reached");
  EXPECT_FALSE(found.detailed.interrupted);
}

TEST_F(PrefilterRun, WithoutTimeTheClosedFormIsNotFinished) {
  RunOptions options;
  options.time_limit_s = 1e-9;
  const Prefiltered found = run(options);
  EXPECT_GT(found.analytic.left, 0U);
  EXPECT_EQ(found.analytic.ended, "the time limit is reached");
  EXPECT_THAT(notes(found), HasSubstr("is not finished"));
}

TEST(PrefilterNotes, OfTwoPointsNoCorrelationIsStated) {
  const Points points(small_space());
  Prefiltered found;
  found.rounds = 1;
  found.chosen = 1;
  found.agreement = {{"latency_us", 2, kNone, 0.5}};
  const std::vector<std::string> notes = prefilter_notes(points, found);
  EXPECT_EQ(notes[0],
            "1 of 24 points is near the front in closed form: it was simulated, in 1 round");
  EXPECT_EQ(notes[1],
            "latency_us: 2 points have it in both, too few to compare closed form and simulation");
}

TEST(Prefilter, ASweepInClosedFormHasNothingToFilter) {
  const TemporaryFolder folder;
  Points points(
      read_spec_text("base { chip: \"npu-4x128\" model: \"gemm:512,512,512\" detail: "
                     "\"analytic\" }\naxis { field: \"core.count\" number: [1] }\n",
                     "s.textproto"));
  Store store((folder.path() / "s.sqlite").string(), Access::kWrite);
  EXPECT_THROW(run_prefiltered(points, store, {}), InputError);
}

}  // namespace
}  // namespace tessera::sweep
