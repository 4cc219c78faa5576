#include "workloads/lowering/routing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

MoeShape mixture(std::int64_t tokens) {
  return {.tokens = tokens, .hidden = 64, .inter = 32, .experts = 128, .topk = 8};
}

std::int64_t touched(const MoeShape& shape, Routing routing, double skew = 1) {
  Conditions conditions;
  conditions.routing = routing;
  conditions.skew = skew;
  return routed(shape, conditions).touched;
}

Conditions measured(std::vector<std::vector<double>> shares) {
  Conditions conditions;
  conditions.routing = Routing::kMeasured;
  conditions.expert_shares = std::move(shares);
  return conditions;
}

TEST(ExpertsChosen, BalancedRoutingChoosesAnotherExpertForEachRowUntilAllAreChosen) {
  EXPECT_EQ(touched(mixture(1), Routing::kBalanced), 8);
  EXPECT_EQ(touched(mixture(4), Routing::kBalanced), 32);
  EXPECT_EQ(touched(mixture(100), Routing::kBalanced), 128);
}

TEST(ExpertsChosen, RandomRoutingLeavesSomeOut) {
  EXPECT_EQ(touched(mixture(1), Routing::kRandom), 8);
  EXPECT_EQ(touched(mixture(16), Routing::kRandom), 82);  // 128 (1 - (15/16)^16) = 82.4
  EXPECT_EQ(touched(mixture(1000), Routing::kRandom), 128);
}

TEST(ExpertsChosen, APreferenceLeavesMoreOut) {
  const std::int64_t random = touched(mixture(16), Routing::kRandom);
  const std::int64_t mild = touched(mixture(16), Routing::kZipf, 0.5);
  const std::int64_t strong = touched(mixture(16), Routing::kZipf, 2);
  EXPECT_LT(mild, random);
  EXPECT_LT(strong, mild);
  EXPECT_GE(strong, 8);
  EXPECT_EQ(touched(mixture(16), Routing::kZipf, 1e-6), random);
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
  route(fused, {});
  EXPECT_EQ(fused.reads[2].bytes, Bytes(32 * 1000));
}

TEST(ExpertsChosen, EqualMeasuredSharesAreRandomRouting) {
  const MoeShape shape = mixture(16);
  const Conditions even = measured({std::vector<double>(128, 7)});
  EXPECT_EQ(routed(shape, even).touched, touched(shape, Routing::kRandom));
  EXPECT_NEAR(routed(shape, even).busiest_tokens, 1 + 2.58 * 0.968,
              0.02);  // of 128 draws with mean 1
}

TEST(ExpertsChosen, MeasuredSharesOfSeveralLayersCountTheirMean) {
  std::vector<double> few(128, 0);
  std::fill_n(few.begin(), 8, 1);  // always the same eight
  const MoeShape shape = mixture(1000);
  EXPECT_EQ(routed(shape, measured({few})).touched, 8);
  EXPECT_EQ(routed(shape, measured({few})).busiest_tokens, 1000);
  EXPECT_EQ(routed(shape, measured({few, std::vector<double>(128, 1)})).touched, (8 + 128) / 2);
}

TEST(ExpertsChosen, MeasuredSharesOfAnotherNumberOfExpertsAreAMistake) {
  EXPECT_THROW(routed(mixture(1), measured({{1, 1, 1, 1}})), InputError);
}

TEST(ExpertsChosen, FewerMeasuredExpertsThanATokenTakesAreAMistake) {
  std::vector<double> one(128, 0);
  one[5] = 1;
  EXPECT_THROW(routed(mixture(1), measured({one})), InputError);
}

TEST(ExpertCapacity, DropsTheSpreadOfRandomDraws) {
  const MoeShape shape{.tokens = 64, .hidden = 64, .inter = 32, .experts = 32, .topk = 4};
  Conditions conditions;
  conditions.routing = Routing::kRandom;
  conditions.expert_capacity = 1;
  // 64 draws of 1/8: 8 on the mean with a deviation of 2.65, of which 0.399 x 2.65 lie beyond.
  EXPECT_NEAR(static_cast<double>(routed(shape, conditions).dropped), 32 * 0.399 * 2.65, 1);
  EXPECT_EQ(routed(shape, conditions).busiest_tokens, 8);  // full
  conditions.expert_capacity = 0;
  EXPECT_NEAR(routed(shape, conditions).busiest_tokens, 13.5, 0.2);
}

TEST(ExpertCapacity, DropsWhatComesToFullExperts) {
  std::vector<double> few(128, 0);
  std::fill_n(few.begin(), 8, 1);
  Conditions conditions = measured({few});
  conditions.expert_capacity = 1.6;  // of 1000 x 8 / 128 = 62.5 tokens: 100
  const RoutedExperts experts = routed(mixture(1000), conditions);
  EXPECT_EQ(experts.dropped, 8 * 900);
  EXPECT_EQ(experts.busiest_tokens, 100);
  FusedOperator fused;
  fused.moe = mixture(1000);
  fused.reads.resize(4);
  route(fused, conditions);
  EXPECT_EQ(fused.moe->rows(), 800);
}

TEST(ExpertCapacity, BalancedRoutingDropsNothingAtOne) {
  Conditions conditions;
  conditions.expert_capacity = 1;
  for (const std::int64_t tokens : {1, 16, 1000})
    EXPECT_EQ(routed(mixture(tokens), conditions).dropped, 0) << tokens;
  conditions.expert_capacity = 0.5;
  EXPECT_GT(routed(mixture(1000), conditions).dropped, 3900);
}

}  // namespace
}  // namespace tessera
