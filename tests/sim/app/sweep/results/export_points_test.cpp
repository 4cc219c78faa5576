#include "sim/app/sweep/results/export_points.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

const std::string kBatches = kMadeUpBase + "axis { field: \"batch\" number: [1, 2, 3] }";

std::vector<std::size_t> all_metrics() {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < sweep_metrics().size(); ++i) all.push_back(i);
  return all;
}

TEST(PointsCsv, HasEveryPointInOrderAndQuotesAsRfc4180) {
  MadeUpSweep sweep(kBatches);
  sweep.put(1, {{"latency_us", 0.1}, {"energy_mj", 4}}, "memory bandwidth");
  sweep.fail(0, 5, "weights, \"all\" of them:\nno room");
  EXPECT_EQ(points_csv(sweep.points(), sweep.table(), {place("latency_us"), place("energy_mj")}),
            "number,batch,exit_code,feasible,message,limiter,latency_us,energy_mj\n"
            "0,1,5,false,\"weights, \"\"all\"\" of them:\nno room\",,,\n"
            "1,2,0,true,,memory bandwidth,0.1,4\n"
            "2,3,,,,,,\n");
}

TEST(PointsCsv, IsTheSameInWhateverOrderPointsWereComputed) {
  MadeUpSweep forth(kBatches), back(kBatches);
  for (const int i : {0, 1, 2}) forth.put(i, {{"latency_us", 1.0 / (i + 3)}});
  for (const int i : {2, 0, 1}) back.put(i, {{"latency_us", 1.0 / (i + 3)}});
  EXPECT_EQ(points_csv(forth.points(), forth.table(), all_metrics()),
            points_csv(back.points(), back.table(), all_metrics()));
  EXPECT_EQ(points_json(forth.points(), forth.table(), all_metrics()),
            points_json(back.points(), back.table(), all_metrics()));
}

TEST(PointsJson, ReadsBackToTheLastBit) {
  MadeUpSweep sweep(kBatches);
  sweep.put(0, {{"latency_us", 1.0 / 3}, {"read_bytes", 123456789012.0}});
  sweep.fail(1, 3, "a \"quote\"");
  rapidjson::Document json;
  json.Parse<rapidjson::kParseFullPrecisionFlag>(
      points_json(sweep.points(), sweep.table(), all_metrics()).c_str());
  ASSERT_FALSE(json.HasParseError());
  const auto& points = json["points"];
  ASSERT_EQ(points.Size(), 3U);
  EXPECT_EQ(points[0]["metrics"]["latency_us"].GetDouble(), 1.0 / 3);
  EXPECT_EQ(points[0]["metrics"]["read_bytes"].GetDouble(), 123456789012.0);
  EXPECT_TRUE(points[0]["metrics"]["energy_mj"].IsNull());
  EXPECT_EQ(points[0]["values"]["batch"].GetInt(), 1);
  EXPECT_TRUE(points[0]["feasible"].GetBool());
  EXPECT_STREQ(points[1]["message"].GetString(), "a \"quote\"");
  EXPECT_EQ(points[1]["exit_code"].GetInt(), 3);
  EXPECT_TRUE(points[2]["exit_code"].IsNull());
}

}  // namespace
}  // namespace tessera::sweep
