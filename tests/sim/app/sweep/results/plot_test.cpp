#include "sim/app/sweep/results/plot.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "sim/core/diagnostics.h"
#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

rapidjson::Document data_of(MadeUpSweep& sweep, const PlotRequest& request) {
  rapidjson::Document json;
  json.Parse(plot_data(sweep.points(), sweep.table(), request).c_str());
  EXPECT_FALSE(json.HasParseError());
  return json;
}

std::string refusal(MadeUpSweep& sweep, const PlotRequest& request) {
  try {
    plot_data(sweep.points(), sweep.table(), request);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::vector<double> numbers(const rapidjson::Value& array) {
  std::vector<double> all;
  for (const auto& one : array.GetArray()) all.push_back(one.GetDouble());
  return all;
}

// Latency falls with bandwidth and grows with batch; so does the energy.
void fill(MadeUpSweep& sweep, double last_energy = 12) {
  const std::vector<double> latency = {8, 5, 4, 16, 10, 8}, bandwidth = {50, 100, 200};
  for (std::size_t i = 0; i < 6; ++i)
    sweep.put(i, {{"latency_us", latency[i]},
                  {"energy_mj", i == 5 ? last_energy : 20 - latency[i]},
                  {"memory_gb_per_s", i % 3 == 0   ? 50
                                      : i % 3 == 1 ? 100
                                                   : 200}});
}

TEST(ParetoPlot, MarksTheFrontAmongAllPoints) {
  MadeUpSweep sweep;
  fill(sweep, 19);  // the last one is beaten by number 0
  const auto data = data_of(sweep, {"pareto", "", ""});
  EXPECT_STREQ(data["x"]["name"].GetString(), "latency_us");
  EXPECT_STREQ(data["y"]["name"].GetString(), "energy_mj");
  EXPECT_EQ(data["points"]["x"].Size(), 6U);
  EXPECT_THAT(numbers(data["front"]["x"]), ElementsAre(4, 5, 8, 10, 16));
}

TEST(ParetoPlot, OfOneObjectiveTakesTheEnergyOrElseTheLatency) {
  MadeUpSweep by_latency(kTwoByThree + "objective { minimise: \"latency_us\" }");
  EXPECT_EQ(pareto_second(by_latency.points(), {"pareto", "", ""}), "energy_mj");
  EXPECT_EQ(pareto_second(by_latency.points(), {"pareto", "energy_mj", ""}), "latency_us");
}

TEST(ParallelPlot, SaysHowManyPointsFailedOrAreMissing) {
  MadeUpSweep sweep;
  fill(sweep);
  sweep.fail(5, 5, "does not fit");
  const auto data = data_of(sweep, {"parallel", "", ""});
  EXPECT_EQ(data["failed"].GetInt(), 1);
  EXPECT_EQ(data["missing"].GetInt(), 0);
}

TEST(ParallelPlot, HasTheValuesOfEveryPointTheBestFirst) {
  MadeUpSweep sweep;
  fill(sweep);
  const auto data = data_of(sweep, {"parallel", "", "energy_mj"});
  EXPECT_THAT(numbers(data["value"]), ElementsAre(4, 10, 12, 12, 15, 16));
  EXPECT_STREQ(data["axes"][0]["name"].GetString(), "batch");
  EXPECT_THAT(numbers(data["axes"][0]["at"]), ElementsAre(2, 2, 1, 2, 1, 1));
}

TEST(CurvesPlot, DrawsALineForEachDesignOverTheMetricThatFollowsOneAxis) {
  MadeUpSweep sweep;
  fill(sweep);
  const auto data = data_of(sweep, {"latency-bandwidth", "", ""});
  EXPECT_STREQ(data["x"].GetString(), "memory_gb_per_s");
  ASSERT_EQ(data["curves"].Size(), 2U);
  EXPECT_THAT(numbers(data["curves"][0]["x"]), ElementsAre(50, 100, 200));
  EXPECT_THAT(numbers(data["curves"][1]["y"]), ElementsAre(16, 10, 8));
  EXPECT_STREQ(data["curves"][1]["label"].GetString(), "batch 2");
  // Slopes log2(8/5) at sqrt(50 100) and log2(5/4) at sqrt(100 200): 1/2 lies halfway.
  EXPECT_NEAR(data["curves"][0]["knee"]["x"].GetDouble(), 100, 1e-9);
}

TEST(CurvesPlot, TakesAnAxisByItsName) {
  MadeUpSweep sweep;
  fill(sweep);
  const auto data = data_of(sweep, {"latency-bandwidth", "bandwidth", "energy_mj"});
  EXPECT_THAT(numbers(data["curves"][0]["x"]), ElementsAre(0.5, 1, 2));
  EXPECT_THAT(numbers(data["curves"][0]["y"]), ElementsAre(12, 15, 16));
}

// Ten lines of two chips, one with twice the bandwidth of the other at the same scale.
rapidjson::Document two_chips(const std::string& chips) {
  MadeUpSweep sweep(kMadeUpBase + "axis { field: \"chip\" text: [" + chips +
                    "] }\naxis { field: \"batch\" number: [1, 2, 3, 4, 5] }\n"
                    "axis { field: \"memory.bandwidth_scale\" number: [0.5, 1, 2] }\n");
  for (std::size_t i = 0; i < 30; ++i) {
    const bool fast = sweep.points().space().values(i)[0] == "npu-4x128";
    const double scale = i % 3 == 0 ? 0.5 : i % 3 == 1 ? 1 : 2;
    sweep.put(i, {{"latency_us", (fast ? 1 : 10) * (1 + 1 / scale)},
                  {"memory_gb_per_s", (fast ? 200 : 100) * scale}});
  }
  return data_of(sweep, {"latency-bandwidth", "", ""});
}

TEST(CurvesPlot, TakesAMeanForEachChipAtItsOwnBandwidth) {
  const auto data = two_chips("\"npu-4x128\", \"h100-sxm\"");
  ASSERT_EQ(data["means"].Size(), 2U);
  EXPECT_THAT(numbers(data["means"][0]["x"]), ElementsAre(100, 200, 400));
  EXPECT_THAT(numbers(data["means"][1]["x"]), ElementsAre(50, 100, 200));
  EXPECT_STREQ(data["means"][1]["label"].GetString(), "chip h100-sxm: geometric mean of 5 designs");
  EXPECT_EQ(data["curves"][0]["group"].GetInt(), 0);
  EXPECT_EQ(data["curves"][9]["group"].GetInt(), 1);
}

TEST(CurvesPlot, DoesNotDependOnTheOrderOfTheChips) {
  const auto one = two_chips("\"npu-4x128\", \"h100-sxm\"");
  const auto other = two_chips("\"h100-sxm\", \"npu-4x128\"");
  EXPECT_TRUE(one["means"][0] == other["means"][1]);
  EXPECT_TRUE(one["means"][1] == other["means"][0]);
}

TEST(CurvesPlot, LeavesOutLinesWithHoles) {
  MadeUpSweep sweep;
  fill(sweep);
  sweep.fail(1, 5, "does not fit");
  EXPECT_EQ(data_of(sweep, {"latency-bandwidth", "bandwidth", ""})["curves"].Size(), 1U);
}

TEST(CurvesPlot, RefusesWhatIsNoCurve) {
  MadeUpSweep sweep;
  fill(sweep);
  EXPECT_THAT(refusal(sweep, {"latency-bandwidth", "latency_us", "energy_mj"}),
              HasSubstr("latency_us varies along several axes; name the axis to draw along with "
                        "-x: batch, bandwidth"));
  EXPECT_THAT(refusal(sweep, {"latency-bandwidth", "batch", ""}),
              HasSubstr("batch needs at least three positive numbers"));
  EXPECT_THAT(refusal(sweep, {"latency-bandwidth", "roofline_us", ""}),
              HasSubstr("roofline_us varies along none of the axes"));
}

TEST(Plot, OfAnEmptyStoreIsRefused) {
  MadeUpSweep sweep;
  for (const char* kind : {"pareto", "parallel", "sensitivity"})
    EXPECT_THAT(refusal(sweep, {kind, "", ""}), HasSubstr("nothing to draw: no point has"));
}

}  // namespace
}  // namespace tessera::sweep
