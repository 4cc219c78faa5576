// The text of a sweep: what it means, and every mistake at its place.
#include "sim/app/sweep/space/spec.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sim/app/sweep/space/space.h"

namespace tessera::sweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kBase = "base { chip: \"gpnpu\" model: \"llama-3.1-8b\" }\n";

Spec read(const std::string& text) { return read_spec_text(kBase + text, "s.textproto"); }

std::string mistakes(const std::string& text) {
  try {
    read_spec_text(text, "s.textproto");
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "no mistake";
}

std::vector<std::string> values_of(const std::string& axis) {
  const Spec spec = read(axis);
  std::vector<std::string> values;
  for (std::size_t i = 0; i < spec.axes[0].size(); ++i) values.push_back(spec.axes[0].row(i)[0]);
  return values;
}

TEST(SweepSpec, NumbersAreWrittenAsTheyAreTyped) {
  EXPECT_THAT(values_of("axis { field: \"memory.bandwidth_scale\" number: [0.5, 1, 2e0] }"),
              ElementsAre("0.5", "1", "2"));
}

TEST(SweepSpec, ARangeHasBothItsEnds) {
  EXPECT_THAT(values_of("axis { field: \"batch\" range { from: 1 to: 9 step: 4 } }"),
              ElementsAre("1", "5", "9"));
  EXPECT_THAT(
      values_of("axis { field: \"memory.bandwidth_scale\" range { from: 0.1 to: 0.3 step: 0.1 } }")
          .size(),
      3U);
  EXPECT_THAT(
      values_of("axis { field: \"kv\" range { from: 100 to: 10000 count: 3 logarithmic: true } }"),
      ElementsAre("100", "1000", "10000"));
  EXPECT_THAT(values_of("axis { field: \"kv\" range { from: 1 to: 2 count: 9 whole: true } }"),
              ElementsAre("1", "2"));
}

TEST(SweepSpec, WholeNumbersAreExactHoweverLarge) {
  EXPECT_THAT(values_of("axis { field: \"kv\" range { from: 1048576 to: 2097152 count: 2 } }"),
              ElementsAre("1048576", "2097152"));
  EXPECT_THAT(values_of("axis { field: \"kv\" range { from: 1000000 to: 1000002 step: 1 } }"),
              ElementsAre("1000000", "1000001", "1000002"));
  EXPECT_THAT(values_of("axis { field: \"kv\" range { from: 1 to: 2 step: 0.25 whole: true } }"),
              ElementsAre("1", "2"));
}

TEST(SweepSpec, PowersOfTwoDouble) {
  EXPECT_THAT(values_of("axis { field: \"batch\" powers_of_two { from: 4 to: 32 } }"),
              ElementsAre("4", "8", "16", "32"));
}

TEST(SweepSpec, AxesOfAZipMoveTogether) {
  const Spec spec = read(
      "axis { zip { field: \"batch\" number: [1, 2] } zip { field: \"phase\" text: [\"prefill\", "
      "\"decode\"] } }");
  const Space space(spec);
  ASSERT_EQ(space.size(), 2U);
  EXPECT_THAT(space.values(1), ElementsAre("2", "decode"));
  EXPECT_EQ(request_at(spec, space.values(1)).phase, "decode");
}

TEST(SweepSpec, SeveralFieldsGetOneValue) {
  const Spec spec = read(
      "axis { field: [\"core.matrix_unit.systolic.rows\", \"core.matrix_unit.systolic.columns\"] "
      "name: \"array\" number: [64] }");
  EXPECT_THAT(request_at(spec, {"64"}).set, ElementsAre("core.matrix_unit.systolic.rows=64",
                                                        "core.matrix_unit.systolic.columns=64"));
}

TEST(SweepSpec, ObjectivesMayLeaveOutTheUnit) {
  const Spec spec = read(
      "axis { field: \"batch\" number: [1] } objective { maximise: \"tokens_per_s\" } "
      "objective { minimise: \"energy\" }");
  ASSERT_EQ(spec.objectives.size(), 2U);
  EXPECT_TRUE(spec.objectives[0].maximise);
  EXPECT_EQ(spec.objectives[1].metric, "energy_mj");
}

TEST(SweepSpec, AllMistakesAreSaidAtTheirLines) {
  const std::string said = mistakes(
      "base { chip: \"gpnpu\" }\n"
      "axis { field: \"core.cuont\" number: [1] }\n"
      "axis { field: \"batch\" }\n"
      "axis { field: \"kv\" range { from: 5 to: 2 step: 1 } }\n"
      "axis { field: \"tokens\" powers_of_two { from: 3 to: 8 } }\n"
      "objective { minimise: \"latncy\" }\n"
      "sampler { random { points: 0 } }\n");
  EXPECT_THAT(said, HasSubstr("s.textproto:1:1: base.model is missing"));
  EXPECT_THAT(said, HasSubstr("s.textproto:2:"));
  EXPECT_THAT(said, HasSubstr("cuont is not a field of Core"));
  EXPECT_THAT(said, HasSubstr("s.textproto:3:"));
  EXPECT_THAT(said, HasSubstr("has no values"));
  EXPECT_THAT(said, HasSubstr("s.textproto:4:"));
  EXPECT_THAT(said, HasSubstr("must be more than from (5)"));
  EXPECT_THAT(said, HasSubstr("s.textproto:5:"));
  EXPECT_THAT(said, HasSubstr("must be a power of two"));
  EXPECT_THAT(said, HasSubstr("s.textproto:6:"));
  EXPECT_THAT(said, HasSubstr("must be one of latency_us"));
  EXPECT_THAT(said, HasSubstr("s.textproto:7:"));
}

TEST(SweepSpec, ValuesOfFlagsAreCheckedWhereTheyStand) {
  const std::string said = mistakes(
      "base { chip: \"gpnpuu\" model: \"llama\" phase: \"decoding\" dtype: \"fp9\" }\n"
      "axis { field: \"batch\" text: [\"x\"] }\n"
      "axis { field: \"tokens\" number: [1.5, 2] }\n"
      "axis { field: \"chip\" text: [\"h100-sxm\", \"h1000\"] }\n");
  for (const char* expected :
       {"s.textproto:1:8: base.chip: no chip is called gpnpuu; the library has gpnpu",
        "s.textproto:1:23: base.model: model \"llama\" is no file",
        "s.textproto:1:38: base.phase: --phase is 'decoding', must be prefill, decode or full",
        "s.textproto:1:56: base.dtype: --dtype: \"fp9\" is no data type",
        "s.textproto:2:8: axis[0].field: --batch: 'x' is not a whole number",
        "s.textproto:3:8: axis[1].field: --tokens: '1.5' is not a whole number",
        "s.textproto:4:8: axis[2].field: no chip is called h1000"})
    EXPECT_THAT(said, HasSubstr(expected));
}

TEST(SweepSpec, ARangeWithoutValuesIsSaidAtItsAxisAndWrongPowersOnce) {
  const std::string said =
      mistakes(std::string(kBase) +
               "axis { field: \"core.clock_mhz\" powers_of_two { from: 64 to: 8 } }\n"
               "axis { field: \"kv\" range { from: 1 to: 8 } }\n");
  EXPECT_THAT(said, HasSubstr("s.textproto:2:57: axis[0].powers_of_two.to is 8"));
  EXPECT_THAT(said, HasSubstr("s.textproto:3:20: kv has a range without step or count"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1);
}

TEST(SweepSpec, AnAxisOfOneWordIsAFlagOrAField) {
  EXPECT_THAT(mistakes(std::string(kBase) + "axis { field: \"bach\" number: [1] }"),
              HasSubstr("no flag of tessera run and no field of a chip text; flags are batch"));
}

TEST(SweepSpec, ABlockIsNoField) {
  EXPECT_THAT(mistakes(std::string(kBase) + "axis { field: \"core\" number: [1] }"),
              HasSubstr("s.textproto:2"));
}

TEST(SweepSpec, TwoAxesMaySetNoFieldTwice) {
  EXPECT_THAT(mistakes(std::string(kBase) +
                       "axis { field: \"batch\" number: [1] }\naxis { field: \"batch\" name: \"b\" "
                       "number: [2] }"),
              HasSubstr("s.textproto:3:8: batch is set by another axis too"));
}

TEST(SweepSpec, AGridNeedsValues) {
  EXPECT_THAT(mistakes(std::string(kBase) + "axis { field: \"kv\" range { from: 1 to: 9 } }"),
              HasSubstr("without step or count"));
}

TEST(SweepSpec, AGridTooLargeToNumberIsRefused) {
  std::string axes;
  for (const char* field : {"batch", "kv", "seq", "tokens"})
    axes += std::string("axis { field: \"") + field + "\" range { from: 1 to: 100 step: 1 } }\n";
  const Spec spec = read(axes);
  EXPECT_THROW(Space{spec}, InputError);
}

}  // namespace
}  // namespace tessera::sweep
