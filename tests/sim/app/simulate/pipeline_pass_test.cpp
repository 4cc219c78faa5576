#include "sim/app/simulate/pipeline_pass.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

// Two stages of 10 and 30 ps: the first operator is on the first, the second on both.
Part two_stages(std::int64_t microbatches, bool is_step) {
  Part part;
  part.microbatches = microbatches;
  part.is_step = is_step;
  part.lowered.stages = {{1, 0}, {0, 1}};
  part.lowered.chips_in_use = 2;
  part.execution.operators.resize(2);
  part.execution.operators[0].time = Picoseconds(10);
  part.execution.operators[1].time = Picoseconds(30);
  part.execution.elapsed = Picoseconds(40);
  return part;
}

TEST(PipelinePass, OneMicrobatchPassesAllStagesOnce) {
  EXPECT_DOUBLE_EQ(latency_of(two_stages(1, false)), 40);
  EXPECT_DOUBLE_EQ(latency_of(two_stages(1, true)), 40);
}

TEST(PipelinePass, APromptWaitsForTheSlowestStageWithEachFurtherMicrobatch) {
  EXPECT_DOUBLE_EQ(latency_of(two_stages(2, false)), 40 + 30);
  EXPECT_DOUBLE_EQ(latency_of(two_stages(5, false)), 40 + 4 * 30);
}

TEST(PipelinePass, StepsFollowEachOtherAtThePaceOfTheSlowestStage) {
  EXPECT_DOUBLE_EQ(latency_of(two_stages(2, true)), 2 * 30);
  Part even = two_stages(2, true);
  even.execution.operators[1].time = Picoseconds(10);
  even.execution.elapsed = Picoseconds(20);
  EXPECT_DOUBLE_EQ(latency_of(even), 20);
}

TEST(PipelinePass, WhatStagesWaitForOthersIsWhatTheyAreNotAtWork) {
  // Two microbatches are at work 80 ps of two stages' 70 each.
  EXPECT_DOUBLE_EQ(bubble_share(two_stages(2, false)), 1 - 80.0 / 140);
  EXPECT_DOUBLE_EQ(bubble_share(two_stages(1, false)), 0.5);
}

TEST(PipelinePass, WhereStagesAreNotKnownOneMicrobatchFollowsTheOther) {
  Part part = two_stages(3, false);
  part.lowered.stages.clear();
  EXPECT_DOUBLE_EQ(latency_of(part), 3 * 40);
}

TEST(PipelinePass, OperatorsCountAsOftenAsTheyLieOnTheWay) {
  const Part part = two_stages(3, false);
  EXPECT_EQ(passes(part, part.execution), (std::vector<double>{1, 3}));
}

}  // namespace
}  // namespace tessera
