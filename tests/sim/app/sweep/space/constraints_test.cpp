// Constraints: expressions over axes and metrics, asked as early as they can be.
#include "sim/app/sweep/space/constraints.h"

#include <gmock/gmock.h>

namespace tessera::sweep {
namespace {

using testing::HasSubstr;

Spec spec_with(const std::vector<std::string>& constraints) {
  std::string text =
      "base { model: \"resnet-50\" }\n"
      "axis { field: \"chip\" text: [\"npu-4x128\", \"gpnpu\"] }\n"
      "axis { field: \"core.count\" number: [1, 2] }\n";
  for (const std::string& one : constraints) text += "constraint: \"" + one + "\"\n";
  return read_spec_text(text, "s.textproto");
}

Figures with(const char* metric, double value) {
  Figures figures(sweep_metrics().size(), kNone);
  figures[static_cast<std::size_t>(metric_place(metric))] = value;
  return figures;
}

std::string refusal(const std::string& constraint) {
  try {
    const Constraints constraints(spec_with({constraint}));
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(SweepConstraints, OnesOverAxesAreAskedOfTheValuesAlone) {
  Constraints constraints(spec_with({"core.count * 2 > 2 AND chip <> 'gpnpu'"}));
  EXPECT_FALSE(constraints.met_by_values({"npu-4x128", "1"}));
  EXPECT_TRUE(constraints.met_by_values({"npu-4x128", "2"}));
  EXPECT_FALSE(constraints.met_by_values({"gpnpu", "2"}));
  EXPECT_FALSE(constraints.any_of_chip());
}

TEST(SweepConstraints, OnesOverTheChipAreAskedBeforeTheRun) {
  Constraints constraints(spec_with({"area_mm2 / core.count < 400"}));
  EXPECT_TRUE(constraints.any_of_chip());
  EXPECT_TRUE(constraints.met_by_values({"gpnpu", "1"}));
  EXPECT_FALSE(constraints.met_by_chip({"gpnpu", "1"}, with("area_mm2", 500)));
  EXPECT_TRUE(constraints.met_by_chip({"gpnpu", "2"}, with("area_mm2", 500)));
}

TEST(SweepConstraints, OnesOverResultsAreAskedAfterIt) {
  Constraints constraints(spec_with({"latency_us<=1e3"}));
  EXPECT_FALSE(constraints.any_of_chip());
  EXPECT_TRUE(constraints.met_by_run({"gpnpu", "1"}, with("latency_us", 1000)));
  EXPECT_FALSE(constraints.met_by_run({"gpnpu", "1"}, with("latency_us", 1000.5)));
}

TEST(SweepConstraints, AFigureThatIsNotKnownMeetsNothing) {
  Constraints constraints(spec_with({"price_usd < 1000"}));
  EXPECT_FALSE(constraints.met_by_chip({"gpnpu", "1"}, Figures(sweep_metrics().size(), kNone)));
}

TEST(SweepConstraints, AnUnknownNameIsSaidAtItsLine) {
  const std::string said = refusal("aera_mm2 < 800");
  EXPECT_THAT(said, HasSubstr("s.textproto:4:"));
  EXPECT_THAT(said, HasSubstr("aera_mm2 is no axis and no metric; there are area_mm2"));
}

TEST(SweepConstraints, WhatIsNoExpressionIsRefused) {
  EXPECT_THAT(refusal("area_mm2 <"), HasSubstr("\"area_mm2 <\""));
  EXPECT_THAT(refusal("area_mm2 < 1; SELECT 1"), HasSubstr("one expression"));
}

TEST(SweepConstraints, AnExpressionReadsNoTables) {
  EXPECT_THAT(refusal("(SELECT count(*) FROM sqlite_master) = 0"), HasSubstr("sqlite_master"));
}

}  // namespace
}  // namespace tessera::sweep
