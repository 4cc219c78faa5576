#include "sim/app/sweep/results/best.h"

#include <gmock/gmock.h>

#include "sim/app/sweep/report/report.h"
#include "sim/core/diagnostics.h"
#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Objective metric(MadeUpSweep& sweep, const std::string& name) {
  return objective_named(sweep.points().spec(), "--by", name);
}

TEST(BestPoints, AreTheLeastOfATimeAndTheMostOfAThroughput) {
  MadeUpSweep sweep;
  sweep.put(0, {{"latency_us", 3}, {"tokens_per_s", 30}});
  sweep.put(1, {{"latency_us", 1}, {"tokens_per_s", 10}});
  sweep.put(2, {{"latency_us", 2}, {"tokens_per_s", 20}});
  const Table table = sweep.table();
  EXPECT_THAT(best_points(sweep.points(), table, metric(sweep, "latency"), 2).numbers,
              ElementsAre(1, 2));
  EXPECT_THAT(best_points(sweep.points(), table, metric(sweep, "tokens_per_s"), 9).numbers,
              ElementsAre(0, 2, 1));
}

TEST(BestPoints, TurnRoundWhereTheSpecSaysSo) {
  MadeUpSweep sweep(kTwoByThree + "objective { maximise: \"latency_us\" }");
  sweep.put(0, {{"latency_us", 3}});
  sweep.put(1, {{"latency_us", 1}});
  EXPECT_THAT(best_points(sweep.points(), sweep.table(), metric(sweep, "latency_us"), 1).numbers,
              ElementsAre(0));
}

TEST(BestPoints, MeetAllConstraintsAndHaveTheFigure) {
  MadeUpSweep sweep(kTwoByThree + "constraint: \"energy_mj < 5\"");
  sweep.put(0, {{"latency_us", 1}, {"energy_mj", 6}});
  sweep.put(1, {{"latency_us", 2}, {"energy_mj", 4}});
  sweep.put(2, {{"energy_mj", 4}});
  sweep.fail(3, 5, "does not fit");
  const Choice choice = best_points(sweep.points(), sweep.table(), metric(sweep, "latency_us"), 9);
  EXPECT_THAT(choice.numbers, ElementsAre(1));
  EXPECT_EQ(choice.candidates, 2U);
  EXPECT_EQ(choice.without, 1U);
}

TEST(BestPoints, OfEqualOnesTheFirstComesFirst) {
  MadeUpSweep sweep;
  for (const std::size_t number : {5, 3, 0, 4}) sweep.put(number, {{"latency_us", 7}});
  EXPECT_THAT(best_points(sweep.points(), sweep.table(), metric(sweep, "latency_us"), 3).numbers,
              ElementsAre(0, 3, 4));
}

TEST(FrontPoints, AreNotBeatenInTheDirectionOfEachMetricAndSortedByTheFirst) {
  MadeUpSweep sweep;
  sweep.put(0, {{"latency_us", 9}, {"tokens_per_s", 90}});
  sweep.put(1, {{"latency_us", 5}, {"tokens_per_s", 50}});
  sweep.put(2, {{"latency_us", 6}, {"tokens_per_s", 40}});  // beaten by number 1
  sweep.put(3, {{"latency_us", 4}, {"tokens_per_s", 10}});
  const Choice choice = front_points(
      sweep.points(), sweep.table(),
      objectives_named(sweep.points().spec(), "--pareto", "latency_us,tokens_per_s"), 9);
  EXPECT_THAT(choice.numbers, ElementsAre(3, 1, 0));
  EXPECT_THAT(best_text(sweep.points(), sweep.table(), choice),
              HasSubstr("3 of 4 points are not beaten in least latency_us, most tokens_per_s\n"));
}

TEST(BestText, SaysWhatIsMissingAndAlignsItsColumns) {
  MadeUpSweep sweep;
  sweep.put(1, {{"latency_us", 1234.4}}, "memory bandwidth");
  sweep.put(4, {{"latency_us", 77}}, "matrix");
  const Choice choice = best_points(sweep.points(), sweep.table(), metric(sweep, "latency_us"), 10);
  EXPECT_EQ(best_text(sweep.points(), sweep.table(), choice),
            "made up: 6 points, 2 ran, 4 are missing: tessera sweep run computes them\n"
            "least latency_us of 2 points\n"
            "  number  batch  bandwidth  latency_us  limiter\n"
            "       4      2          1        77.0  matrix\n"
            "       1      1          1       1 234  memory bandwidth\n");
}

TEST(BestText, OfAnEmptyStoreHasNoTable) {
  MadeUpSweep sweep;
  const Choice choice = best_points(sweep.points(), sweep.table(), metric(sweep, "latency_us"), 10);
  EXPECT_THAT(choice.numbers, IsEmpty());
  EXPECT_THAT(best_text(sweep.points(), sweep.table(), choice), Not(HasSubstr("number")));
}

TEST(ObjectiveNamed, NamesTheFlagAndTheNearestMetric) {
  MadeUpSweep sweep;
  try {
    objective_named(sweep.points().spec(), "--by", "latensy_us");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(),
                HasSubstr("--by 'latensy_us': there is no such metric; there are latency_us"));
  }
  EXPECT_THROW(objectives_named(sweep.points().spec(), "--pareto", "latency,latency_us"),
               InputError);
  EXPECT_THROW(objectives_named(sweep.points().spec(), "--pareto", ""), InputError);
}

TEST(SweepMetrics, OfThroughputsAndSharesMoreIsBetterAndOfTimesBytesAndCostsLess) {
  for (const NamedFigure& one : sweep_metrics()) {
    const bool rate = one.name.find("per_s") != std::string_view::npos ||
                      one.name.find("tflops") != std::string_view::npos ||
                      one.name == "memory_gib" ||
                      one.name.find("percent") != std::string_view::npos;
    EXPECT_EQ(one.better == Better::kMore, rate) << one.name;
  }
}

TEST(FigureText, KeepsThreeDigitsOfWhatIsSmall) {
  EXPECT_EQ(figure_text(0.0315), "0.0315");
  EXPECT_EQ(figure_text(0.5), "0.500");
  EXPECT_EQ(figure_text(0.00012345), "0.000123");
  EXPECT_EQ(figure_text(12345), "12 345");
  EXPECT_EQ(figure_text(0), "0.00");
  EXPECT_EQ(figure_text(kNone), "-");
}

TEST(RunText, SaysWhichConstraintsRefuseAllPoints) {
  MadeUpSweep sweep(kTwoByThree +
                    "constraint: \"latency_us < 5\"\nconstraint: \"energy_mj < 100\"\n");
  for (std::size_t i = 0; i < 6; ++i)
    sweep.put(i, {{"latency_us", 9}, {"energy_mj", i < 2 ? 100 : 1}});
  Standing standing;
  standing.reused = 6;
  const std::string text = run_text(sweep.points(), sweep.store(), "s.sqlite", standing, 1);
  EXPECT_THAT(text, HasSubstr("no point meets the constraints\n  6 refused by latency_us < 5\n"
                              "  2 refused by energy_mj < 100\n"));
}

TEST(RunText, OfAllThatFailedNoConstraintIsBlamed) {
  MadeUpSweep sweep(kTwoByThree + "constraint: \"latency_us < 5\"\n");
  for (std::size_t i = 0; i < 6; ++i) sweep.fail(i, 5, "does not fit");
  Standing standing;
  standing.reused = standing.failed = 6;
  EXPECT_THAT(run_text(sweep.points(), sweep.store(), "s.sqlite", standing, 1),
              HasSubstr("no point has a latency_us\n"));
}

}  // namespace
}  // namespace tessera::sweep
