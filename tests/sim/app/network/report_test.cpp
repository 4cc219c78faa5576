#include "sim/app/network/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "sim/app/network/request.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;

NetworkRequest asked(const std::string& name) {
  NetworkRequest request;
  request.name = name;
  return request;
}

NetworkReport report_of(const NetworkRequest& request) {
  return network_report(job_of(request), [](double) {});
}

TEST(NetworkReport, WithoutARateItIsACurveOnOnePage) {
  const NetworkReport report = report_of(asked("mesh:4x4"));
  const std::string text = network_text_report(report, false);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 25) << text;
  EXPECT_THAT(text, HasSubstr("mesh:4x4   uniform, packets of 1 flit"));
  EXPECT_THAT(text, HasSubstr("zero load  16.0 clocks"));
  EXPECT_NEAR(report.limit, 0.767, 0.03);
  double before = 0;
  for (const NetworkPoint& point : report.points) {
    EXPECT_GE(point.packet_latency, before);
    before = point.packet_latency;
  }
}

TEST(NetworkReport, ALoadIsAShareOfWhatTheNetworkTakes) {
  NetworkRequest request = asked("torus:4x4");
  request.load = 0.5;
  request.packet_flits = 5;
  const NetworkReport report = report_of(request);
  ASSERT_EQ(report.points.size(), 1);
  EXPECT_DOUBLE_EQ(report.points[0].rate, 0.5 * report.limit);
  EXPECT_THAT(network_text_report(report, false), HasSubstr("(50.0 % of that)"));
}

TEST(NetworkReport, BeyondTheLimitThereIsNoLatency) {
  NetworkRequest request = asked("mesh:4x4");
  request.pattern = "transpose";
  request.rate = 0.4;
  const NetworkReport report = report_of(request);
  EXPECT_NEAR(report.limit, 1.0 / 3, 1e-9);
  EXPECT_THAT(network_text_report(report, false),
              testing::AllOf(HasSubstr("packets wait without end"), HasSubstr("unfair")));
  EXPECT_THAT(network_json_report(report), Not(HasSubstr("packet_latency_clocks")));
}

TEST(NetworkReport, BothLevelsAgreeWhereTheClosedFormHolds) {
  NetworkRequest request = asked("crossbar:16");
  request.rate = 0.3;
  const double closed = report_of(request).points[0].packet_latency;
  request.detail = "cycle";
  const NetworkPoint flits = report_of(request).points[0];
  EXPECT_FALSE(flits.closed_form);
  EXPECT_NEAR(closed, flits.packet_latency, 0.03 * flits.packet_latency);
}

TEST(NetworkReport, JsonSaysWhatTheTextSays) {
  NetworkRequest request = asked("knl-7250");
  request.pattern = "memory";
  request.load = 0.3;
  rapidjson::Document d;
  d.Parse(network_json_report(report_of(request)).c_str());
  ASSERT_FALSE(d.HasParseError());
  EXPECT_EQ(d["schema_version"].GetInt(), 1);
  EXPECT_STREQ(d["topology"].GetString(), "mesh:8x9");
  EXPECT_EQ(d["nodes"].GetInt(), 72);
  EXPECT_EQ(d["clock_mhz"].GetDouble(), 1700);
  EXPECT_GT(d["zero_load_latency_clocks"].GetDouble(), 2);
  EXPECT_EQ(d["points"].Size(), 1);
  EXPECT_NEAR(d["points"][0]["load"].GetDouble(), 0.3, 1e-9);
  EXPECT_GT(d["points"][0]["packet_latency_ns"].GetDouble(), 1);
  EXPECT_EQ(d["notes"].Size(), 1);
}

}  // namespace
}  // namespace tessera
