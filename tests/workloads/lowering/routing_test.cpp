#include "workloads/lowering/routing.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

MoeShape mixture(std::int64_t tokens) {
  return {.tokens = tokens, .hidden = 64, .inter = 32, .experts = 128, .topk = 8};
}

TEST(ExpertsChosen, BalancedRoutingChoosesAnotherExpertForEachRowUntilAllAreChosen) {
  EXPECT_EQ(experts_chosen(mixture(1), Routing::kBalanced), 8);
  EXPECT_EQ(experts_chosen(mixture(4), Routing::kBalanced), 32);
  EXPECT_EQ(experts_chosen(mixture(100), Routing::kBalanced), 128);
}

TEST(ExpertsChosen, RandomRoutingLeavesSomeOut) {
  EXPECT_EQ(experts_chosen(mixture(1), Routing::kRandom), 8);
  EXPECT_EQ(experts_chosen(mixture(16), Routing::kRandom), 82);  // 128 (1 - (15/16)^16) = 82.4
  EXPECT_EQ(experts_chosen(mixture(1000), Routing::kRandom), 128);
}

TEST(ExpertsChosen, OnlyTheirWeightsAreRead) {
  FusedOperator fused;
  fused.moe = mixture(4);
  fused.reads.resize(4);
  fused.reads[2].bytes = Bytes(128 * 1000);
  read_chosen_experts(fused, Routing::kBalanced);
  EXPECT_EQ(fused.reads[2].bytes, Bytes(32 * 1000));
}

}  // namespace
}  // namespace tessera
