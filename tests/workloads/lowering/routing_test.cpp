#include "workloads/lowering/routing.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

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

TEST(ExpertsChosen, APreferenceLeavesMoreOut) {
  const std::int64_t random = experts_chosen(mixture(16), Routing::kRandom);
  const std::int64_t mild = experts_chosen(mixture(16), Routing::kZipf, 0.5);
  const std::int64_t strong = experts_chosen(mixture(16), Routing::kZipf, 2);
  EXPECT_LT(mild, random);
  EXPECT_LT(strong, mild);
  EXPECT_GE(strong, 8);
  EXPECT_EQ(experts_chosen(mixture(16), Routing::kZipf, 1e-6), random);
}

TEST(Routing, IsReadFromTheWordsOfTheFlag) {
  Conditions conditions;
  set_routing("zipf=1.2", conditions);
  EXPECT_EQ(conditions.routing, Routing::kZipf);
  EXPECT_EQ(conditions.skew, 1.2);
  set_routing("random", conditions);
  EXPECT_EQ(conditions.routing, Routing::kRandom);
  for (const char* wrong : {"zipf", "zipf=", "zipf=0", "zipf=-1", "zipf=11", "zipf=1x", "even", ""})
    EXPECT_THROW(set_routing(wrong, conditions), InputError) << wrong;
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
