#include "sim/app/simulate/spread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using ::testing::ElementsAre;

TEST(ShareOfBatch, OneChipHasAllOfIt) {
  const BatchLengths batch = {{3, 10, 0}, {2, 5, 7}};
  EXPECT_EQ(share_of_batch({}, batch, false), batch);
  EXPECT_EQ(share_of_batch({}, batch, true), batch);
}

TEST(ShareOfBatch, TheChipWithMostSequencesIsTaken) {
  EXPECT_THAT(share_of_batch({.data = 4}, {{10, 8, 0}}, false),
              ElementsAre(SequenceLengths{3, 8, 0}));
  EXPECT_THAT(share_of_batch({.data = 32}, {{4, 8, 0}}, false),
              ElementsAre(SequenceLengths{1, 8, 0}));
  EXPECT_THAT(share_of_batch({.data = 2, .microbatches = 2}, {{8, 8, 0}}, false),
              ElementsAre(SequenceLengths{2, 8, 0}));
}

TEST(ShareOfBatch, SequencesOfUnequalLengthsAreDealtFromTheLongestOn) {
  EXPECT_THAT(share_of_batch({.data = 2}, {{1, 10, 0}, {2, 100, 0}, {1, 50, 0}}, false),
              ElementsAre(SequenceLengths{1, 100, 0}, SequenceLengths{1, 50, 0}));
}

TEST(ShareOfBatch, ChipsThatShareAPromptSeeAsManyPairsTogetherAsOneDoes) {
  const SequenceLengths part = share_of_batch({.context = 4}, {{1, 1000, 200}}, false).front();
  EXPECT_EQ(part.seq, 250);
  const double pairs = 250.0 * static_cast<double>(part.kv) + 250.0 * 250 / 2;
  EXPECT_NEAR(4 * pairs, 1000.0 * 200 + 1000.0 * 1000 / 2, 0.01 * 4 * pairs);
}

TEST(ShareOfBatch, ChipsThatShareACacheEachHaveAPartOfIt) {
  EXPECT_THAT(share_of_batch({.context = 4}, {{2, 1, 1000}}, true),
              ElementsAre(SequenceLengths{2, 1, 250}));
}

TEST(PlanOf, WhatIsNotAskedForIsOne) {
  EXPECT_EQ(plan_of({}), ParallelPlan{});
  proto::Request request;
  request.set_chips(2);
  request.set_expert_parallel(8);
  request.set_data_parallel(8);
  EXPECT_EQ(name_of(plan_of(request)), "pp=2,ep=8,dp=8");
}

}  // namespace
}  // namespace tessera
