#include "workloads/parallel/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    parse_plan(text);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  ADD_FAILURE() << text << " was taken";
  return "";
}

TEST(ParallelPlan, IsReadInAnyOrder) {
  const ParallelPlan plan = parse_plan("dp=4,tp=8,pp=2,cp=2,ep=32");
  EXPECT_EQ(plan.tensor, 8);
  EXPECT_EQ(plan.pipeline, 2);
  EXPECT_EQ(plan.expert, 32);
  EXPECT_EQ(plan.data, 4);
  EXPECT_EQ(plan.context, 2);
  EXPECT_EQ(plan.chips(), 128);
  EXPECT_EQ(plan.stage_chips(), 64);
}

TEST(ParallelPlan, IsWrittenAsItIsRead) {
  for (const char* text : {"tp=8", "tp=8,pp=2,ep=32,dp=4,cp=2", "ep=4,dp=4"})
    EXPECT_EQ(name_of(parse_plan(text)), text);
  EXPECT_EQ(name_of({}), "tp=1");
}

TEST(ParallelPlan, MistakesSayWhatIsAllowed) {
  EXPECT_THAT(refusal("xp=2"), HasSubstr("'xp=2' must be tp=N"));
  EXPECT_THAT(refusal("tp"), HasSubstr("'tp' must be tp=N"));
  EXPECT_THAT(refusal(""), HasSubstr("must be tp=N"));
  EXPECT_THAT(refusal("tp=0"), HasSubstr("'tp=0' must be a number from 1 to 1048576"));
  EXPECT_THAT(refusal("tp=4x"), HasSubstr("'tp=4x' must be a number"));
  EXPECT_THAT(refusal("tp=2,tp=4"), HasSubstr("tp is there twice"));
  EXPECT_THAT(refusal("tp=2,"), HasSubstr("must be tp=N"));
  EXPECT_THAT(refusal("tp=1024,dp=1024,pp=2"), HasSubstr("takes more than 1048576 chips"));
}

TEST(ParallelPlan, ExpertsAreSpreadOverAPartOfAStage) {
  EXPECT_THAT(refusal("tp=2,dp=2,ep=8"), HasSubstr("ep is 8, must divide the 4 chips of a stage"));
  EXPECT_THAT(refusal("tp=6,ep=4,dp=2"), HasSubstr("one must be a multiple of the other"));
}

}  // namespace
}  // namespace tessera
