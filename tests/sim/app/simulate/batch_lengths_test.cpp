#include "sim/app/simulate/batch_lengths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using testing::ElementsAre;
using Lengths = SequenceLengths;

Workload unequal(Phase phase) {
  Workload w;
  w.phase = phase;
  w.batch = 3;
  w.seq = 700;
  w.sequences = {{1, 700, 10}, {2, 100, 0}};
  return w;
}

TEST(BatchLengths, SequencesWhosePromptIsDoneAreInNoFurtherChunk) {
  const Workload w = unequal(Phase::kPrefill);
  EXPECT_THAT(prompt_chunk(w, 0, 300), ElementsAre(Lengths{1, 300, 10}, Lengths{2, 100, 0}));
  EXPECT_THAT(prompt_chunk(w, 300, 300), ElementsAre(Lengths{1, 300, 310}));
  EXPECT_THAT(prompt_chunk(w, 600, 300), ElementsAre(Lengths{1, 100, 610}));
}

TEST(BatchLengths, StepsOfAGenerationAreBehindThePromptOfEach) {
  EXPECT_THAT(step_after(unequal(Phase::kFull), 5),
              ElementsAre(Lengths{1, 1, 715}, Lengths{2, 1, 105}));
}

TEST(BatchLengths, StepsAreBehindTheContextWhereThereIsNoPrompt) {
  EXPECT_THAT(step_after(unequal(Phase::kDecode), 0, 4),
              ElementsAre(Lengths{1, 4, 10}, Lengths{2, 4, 0}));
}

TEST(BatchLengths, SequencesThatBecomeAlikeAreOne) {
  Workload w = unequal(Phase::kFull);
  w.sequences = {{1, 700, 10}, {2, 10, 700}};
  EXPECT_THAT(step_after(w, 0), ElementsAre(Lengths{3, 1, 710}));
}

TEST(BatchLengths, EqualSequencesAreOneEntry) {
  Workload w;
  w.phase = Phase::kDecode;
  w.batch = 8;
  w.kv = 4096;
  EXPECT_THAT(first_batch(w), ElementsAre(Lengths{8, 1, 4096}));
}

}  // namespace
}  // namespace tessera
