#include "sim/app/simulate/halves.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

std::int64_t sequences_of(const BatchLengths& lengths) {
  std::int64_t sequences = 0;
  for (const SequenceLengths& one : lengths) sequences += one.count;
  return sequences;
}

TEST(Halves, EveryOtherSequenceIsInEachOfThem) {
  const std::vector<BatchLengths> halves = halves_of({{7, 1, 100}}, false);
  ASSERT_EQ(halves.size(), 2u);
  EXPECT_EQ(sequences_of(halves[0]), 4);
  EXPECT_EQ(sequences_of(halves[1]), 3);
}

TEST(Halves, LongAndShortSequencesAreDealtOut) {
  const std::vector<BatchLengths> halves = halves_of({{2, 1, 10}, {2, 1, 5000}}, false);
  ASSERT_EQ(halves.size(), 2u);
  for (const BatchLengths& half : halves) {
    ASSERT_EQ(half.size(), 2u);
    EXPECT_EQ(half[0].kv, 5000);
    EXPECT_EQ(half[0].count, 1);
    EXPECT_EQ(half[1].count, 1);
  }
}

TEST(Halves, OnePromptIsCutBetweenItsTokensAndTheRestSeesThoseBefore) {
  const std::vector<BatchLengths> halves = halves_of({{1, 101, 20}}, true);
  ASSERT_EQ(halves.size(), 2u);
  EXPECT_EQ(halves[0].front().seq, 51);
  EXPECT_EQ(halves[0].front().kv, 20);
  EXPECT_EQ(halves[1].front().seq, 50);
  EXPECT_EQ(halves[1].front().kv, 71);
}

TEST(Halves, AStepOfOneSequenceAndAPromptOfOneTokenCannotBeCut) {
  EXPECT_TRUE(halves_of({{1, 1, 4096}}, false).empty());
  EXPECT_TRUE(halves_of({{1, 1, 0}}, true).empty());
}

}  // namespace
}  // namespace tessera
