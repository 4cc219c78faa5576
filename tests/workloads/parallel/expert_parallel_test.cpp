#include "workloads/parallel/expert_parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/routing.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Symbols = std::map<std::string, std::int64_t>;
const Symbols kDecode = {{"batch", 4}, {"seq", 1}, {"kv", 512}};

proto::Graph spread_graph(const ExpertSpread& spread) {
  return tensor_parallel(expert_parallel(read_model("deepseek-v3"), spread),
                         spread.tensor_parallel);
}

BoundGraph part(const ExpertSpread& spread) { return bind(spread_graph(spread), kDecode, {}); }

const MoeShape& mixture(const BoundGraph& graph) {
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.moe) return *node.work.moe;
  throw std::out_of_range("no mixture");
}

std::vector<std::string> collectives_around_the_mixture(const BoundGraph& graph) {
  std::vector<std::string> names;
  for (const BoundBlock& block : graph.blocks)
    if (block.name == "layer")
      for (const BoundNode& node : block.nodes)
        if (node.work.collective) names.push_back(node.name);
  return names;
}

std::string refusal(const std::string& network, const ExpertSpread& spread) {
  try {
    expert_parallel(read_model(network), spread);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(ExpertParallel, EveryChipHoldsItsPartOfTheExperts) {
  const BoundGraph whole = bind(read_model("deepseek-v3"), kDecode, {});
  const BoundGraph one = part({.ranks = 32, .sources = 32});
  EXPECT_EQ(mixture(one).experts, 8);
  EXPECT_EQ(mixture(one).all_experts(), 256);
  // 58 layers of 256 experts with three matrices of 7168 x 2048 each.
  const std::int64_t experts = std::int64_t{58} * 256 * 3 * 7168 * 2048;
  EXPECT_EQ(whole.parameters() - one.parameters(), experts / 32 * 31);
}

TEST(ExpertParallel, TheRowsOfAllChipsAreTheChoicesOfAllTokens) {
  const MoeShape& shape = mixture(part({.ranks = 32, .sources = 32}));
  EXPECT_EQ(shape.tokens, 4);
  EXPECT_EQ(shape.rows() * 32, 4 * 32 * 8);
}

TEST(ExpertParallel, TokensGoOutInFrontOfTheExpertsAndResultsComeBackBehind) {
  EXPECT_THAT(collectives_around_the_mixture(part({.ranks = 8, .sources = 8})),
              ElementsAre("layer.experts_dispatch", "layer.experts_combine"));
}

TEST(ExpertParallel, OverSeveralMachinesTokensGoToEachMachineOnce) {
  EXPECT_THAT(
      collectives_around_the_mixture(part({.ranks = 32, .chips_per_node = 8, .sources = 32})),
      ElementsAre("layer.experts_dispatch_machines", "layer.experts_dispatch",
                  "layer.experts_combine", "layer.experts_combine_machines"));
}

TEST(ExpertParallel, ChipsOfOneGroupSendPartsOfTheirTokensAndGatherTheResults) {
  const std::vector<std::string> names = collectives_around_the_mixture(
      part({.ranks = 8, .tensor_parallel = 2, .same_tokens = 2, .sources = 4}));
  EXPECT_THAT(names, testing::IsSupersetOf({"layer.experts_dispatch", "layer.experts_combine",
                                            "layer.experts_gather"}));
}

TEST(ExpertParallel, WithinOneGroupNothingIsSentAndTheResultsAreAddedUp) {
  const BoundGraph graph = part({.ranks = 8, .tensor_parallel = 8});
  EXPECT_EQ(mixture(graph).experts, 32);
  EXPECT_EQ(mixture(graph).inter, 2048);
  for (const std::string& name : collectives_around_the_mixture(graph))
    EXPECT_THAT(name, HasSubstr("all_reduce"));
}

TEST(ExpertParallel, FewerRanksThanTheGroupCutEveryExpert) {
  const BoundGraph graph = part({.ranks = 2, .tensor_parallel = 8});
  EXPECT_EQ(mixture(graph).experts, 128);
  EXPECT_EQ(mixture(graph).inter, 512);
}

TEST(ExpertParallel, ATokenGoesToAsManyChipsAsDrawsWithoutReplacementSay) {
  EXPECT_DOUBLE_EQ(chips_of_a_token(1, 256, 8), 1);
  EXPECT_DOUBLE_EQ(chips_of_a_token(256, 256, 8), 8);
  EXPECT_NEAR(chips_of_a_token(2, 4, 1), 1, 1e-12);
  // Of 4 experts on 2 chips a token takes 2: both on one chip in 2 of 6 cases.
  EXPECT_NEAR(chips_of_a_token(2, 4, 2), 2.0 / 6 + 2 * 4.0 / 6, 1e-12);
}

TEST(ExpertParallel, DispatchSendsACopyToEveryChipInTheTypeOfTheProducts) {
  const BoundGraph graph = part({.ranks = 32, .sources = 32});
  const double copies = chips_of_a_token(32, 256, 8);
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes) {
      if (!node.work.collective) continue;
      const double bytes = node.name.ends_with("dispatch") ? 1 : 2;  // fp8 out, bf16 back
      EXPECT_NEAR(static_cast<double>(node.work.collective->bytes.count()),
                  4 * 7168 * copies * bytes, 4 * 7168 * copies * 0.04)
          << node.name;
    }
}

TEST(ExpertParallel, ExpertsThatDoNotDivideAndMissingMixturesAreRefused) {
  EXPECT_THAT(refusal("mixtral-8x7b", {.ranks = 16}),
              HasSubstr("the 8 experts of layer.experts do not divide over 16 chips"));
  EXPECT_THAT(refusal("llama-3.1-8b", {.ranks = 2}), HasSubstr("has no mixture of experts"));
  EXPECT_THAT(refusal("deepseek-v3", {.ranks = 12, .chips_per_node = 8}),
              HasSubstr("must be at most 8, those of a machine, or a multiple of it"));
}

// 256 experts over 32 chips: each chip has 8, and a token draws 8 of all.
MoeShape of_a_rank(std::int64_t tokens) {
  return {.tokens = tokens,
          .hidden = 64,
          .inter = 32,
          .experts = 8,
          .topk = 8,
          .ranks = 32,
          .sources = 32};
}

TEST(ExpertParallel, ExpertsTouchedOnAChipAreThoseOfIndependentTokens) {
  Conditions random;
  random.routing = Routing::kRandom;
  for (const std::int64_t tokens : {1, 2, 4, 16}) {
    const double expected = 8 * (1 - std::pow(1 - 8.0 / 256, 32.0 * static_cast<double>(tokens)));
    EXPECT_NEAR(routed(of_a_rank(tokens), random).expected_touched / expected, 1, 0.01) << tokens;
  }
}

TEST(ExpertParallel, TheBusiestChipHasMoreRowsWhereExpertsAreDrawn) {
  Conditions random;
  random.routing = Routing::kRandom;
  EXPECT_EQ(routed(of_a_rank(4), {}).surplus, 0);
  const std::int64_t surplus = routed(of_a_rank(4), random).surplus;
  // 32 rows on average; three standard deviations of draws without replacement are 17.
  EXPECT_GT(surplus, 5);
  EXPECT_LT(surplus, 17);
}

TEST(ExpertParallel, UnevenSharesAreDealtBackAndForth) {
  Conditions skewed;
  skewed.routing = Routing::kZipf;
  skewed.skew = 1;
  const MoeShape shape{
      .tokens = 64, .hidden = 64, .inter = 32, .experts = 8, .topk = 2, .ranks = 4, .sources = 4};
  const RoutedExperts experts = routed(shape, skewed);
  EXPECT_GT(experts.surplus, 0);
  EXPECT_LE(shape.rows() + experts.surplus, 4 * 64 * 2);
}

}  // namespace
}  // namespace tessera
