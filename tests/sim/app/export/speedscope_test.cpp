#include "sim/app/export/speedscope.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "tests/sim/app/export/traced_parts.h"

namespace tessera {
namespace {

rapidjson::Document parsed(const RunOutput& output) {
  rapidjson::Document document;
  document.Parse(speedscope_trace(output).c_str());
  EXPECT_FALSE(document.HasParseError());
  return document;
}

TEST(SpeedscopeTrace, NamesItsSchemaAndWhatItShows) {
  const rapidjson::Document file = parsed(two_parts());
  EXPECT_STREQ(file["$schema"].GetString(), "https://www.speedscope.app/file-format-schema.json");
  EXPECT_STREQ(file["name"].GetString(), "tiny on test-chip");
  ASSERT_EQ(file["shared"]["frames"].Size(), 1U);
  EXPECT_STREQ(file["shared"]["frames"][0]["name"].GetString(), "gemm");
}

TEST(SpeedscopeTrace, EveryEngineOfEveryPartIsAProfile) {
  const rapidjson::Document file = parsed(two_parts());
  std::vector<std::string> names;
  for (const auto& profile : file["profiles"].GetArray()) {
    EXPECT_STREQ(profile["type"].GetString(), "evented");
    EXPECT_STREQ(profile["unit"].GetString(), "nanoseconds");
    names.emplace_back(profile["name"].GetString());
  }
  EXPECT_THAT(names, testing::ElementsAre(
                         "decode at kv 10 core_0.matrix_unit", "decode at kv 10 core_0.load",
                         "decode at kv 20 core_0.matrix_unit", "decode at kv 20 core_0.load"));
}

// What the file format asks of evented profiles: frames that exist, in the order of time, each
// closed before the next opens, none outside the profile.
TEST(SpeedscopeTrace, EventsOpenAndCloseInTheOrderOfTime) {
  RunOutput output = two_parts();
  SpanTrace& trace = output.parts[0].execution.trace;  // one that was noted late
  trace.spans.push_back({0, 0, -1, Picoseconds(0), Picoseconds(500'125), 0, 0});
  for (const auto& profile : parsed(output)["profiles"].GetArray()) {
    double last = profile["startValue"].GetDouble();
    bool open = false;
    for (const auto& event : profile["events"].GetArray()) {
      EXPECT_EQ(event["frame"].GetInt(), 0);
      EXPECT_STREQ(event["type"].GetString(), open ? "C" : "O");
      open = !open;
      EXPECT_GE(event["at"].GetDouble(), last);
      last = event["at"].GetDouble();
    }
    EXPECT_FALSE(open);
    EXPECT_EQ(last, profile["endValue"].GetDouble());
  }
}

TEST(SpeedscopeTrace, TimesAreExactToThePicosecond) {
  RunOutput output = two_parts();
  output.parts[0].execution.trace.spans[0].end = Picoseconds(3'000'001);
  EXPECT_EQ(parsed(output)["profiles"][0]["endValue"].GetDouble(), 3000.001);
}

}  // namespace
}  // namespace tessera
