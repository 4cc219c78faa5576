#include "sim/app/serving/serve.h"

#include <gtest/gtest.h>

namespace tessera::serving {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000'000;

// A step takes a millisecond, and one more for every 100 tokens of prompts.
StepCost step(const StepLoad& load) {
  std::int64_t tokens = 0;
  for (const StepLoad::Piece& piece : load.prompts) tokens += piece.tokens;
  return {Picoseconds(kMillisecond + tokens * kMillisecond / 100), {}, {}};
}

double milliseconds(Picoseconds time) { return static_cast<double>(time.count()) / kMillisecond; }

Request at(std::int64_t millisecond, std::int64_t prompt, std::int64_t tokens) {
  Request request;
  request.arrival = Picoseconds(millisecond * kMillisecond);
  request.prompt = prompt;
  request.tokens = tokens;
  return request;
}

Fleet fleet(std::int64_t sequences, std::int64_t step_tokens, std::int64_t blocks) {
  Fleet fleet;
  fleet.engine.policy.sequences = sequences;
  fleet.engine.policy.step_tokens = step_tokens;
  fleet.engine.policy.block_tokens = 10;
  fleet.engine.blocks = blocks;
  fleet.costs = step;
  return fleet;
}

TEST(Serve, APromptGivesTheFirstTokenAndEveryFurtherOneTakesAStep) {
  const Serving serving = serve({{at(0, 200, 5)}}, fleet(8, 1000, 1000));
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 3);
  EXPECT_EQ(milliseconds(serving.served[0].end), 3 + 4);
  EXPECT_EQ(serving.steps, 5);
}

TEST(Serve, ALongPromptIsCutToTheTokensOfAStep) {
  const Serving serving = serve({{at(0, 300, 1)}}, fleet(8, 100, 1000));
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 3 * 2);
}

TEST(Serve, APromptOfAnotherDelaysTheTokensOfThoseUnderWay) {
  const Serving serving = serve({{at(0, 100, 4), at(1, 100, 1)}}, fleet(8, 1000, 1000));
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 2);
  EXPECT_EQ(milliseconds(serving.served[1].first_token), 4);
  EXPECT_EQ(milliseconds(serving.served[0].end), 2 + 2 + 1 + 1);
  EXPECT_EQ(milliseconds(serving.served[0].longest_gap), 2);
  EXPECT_EQ(milliseconds(serving.served[0].interference), 1);
}

TEST(Serve, WhatTheCacheDoesNotHoldWaits) {
  const Load both{{at(0, 100, 10), at(0, 100, 10)}};
  const Serving together = serve(both, fleet(8, 1000, 100));
  const Serving apart = serve(both, fleet(8, 1000, 11));
  EXPECT_EQ(together.served[1].first_token, together.served[0].first_token);
  EXPECT_GE(apart.served[1].first_token, apart.served[0].end);
  EXPECT_GT(apart.served[1].waited[static_cast<std::size_t>(Waits::kBlocks)], 0);
}

TEST(Serve, AnIdleEngineWaitsForTheNextRequest) {
  const Serving serving = serve({{at(50, 100, 1)}}, fleet(8, 1000, 1000));
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 52);
}

TEST(Serve, AClosedLoopKeepsAsManyUnderWay) {
  const Serving serving = serve({std::vector<Request>(6, at(0, 100, 3)), 2}, fleet(2, 1000, 1000));
  ASSERT_EQ(serving.completed, 6);
  EXPECT_EQ(serving.served[1].arrival, Picoseconds(0));
  EXPECT_EQ(serving.served[2].arrival, serving.served[0].end);
}

TEST(Serve, TheNextOfASessionComesAPauseAfterTheOneBeforeAndFindsItsPrefix) {
  Fleet one = fleet(8, 1000, 1000);
  one.engine.policy.prefix_caching = true;
  Request first = at(0, 100, 10), second = at(7, 200, 1);
  first.session = second.session = 4;
  second.after = 0;
  const Serving serving = serve({{first, second}}, one);
  EXPECT_EQ(milliseconds(serving.served[1].arrival - serving.served[0].end), 7);
  EXPECT_EQ(serving.served[1].cached, 100);  // full blocks of the 109 that were computed
  EXPECT_EQ(milliseconds(serving.served[1].first_token - serving.served[1].arrival), 2);
}

// Both start, and the second gives up its blocks when the first needs one more.
TEST(Serve, ThePreemptedIsComputedAgainAndLosesNoToken) {
  const Serving serving = serve({{at(0, 100, 50), at(0, 100, 50)}}, fleet(8, 1000, 22));
  EXPECT_GE(serving.preemptions, 1);
  EXPECT_EQ(serving.completed, 2);
  EXPECT_EQ(serving.served[0].preemptions, 0);
  EXPECT_EQ(serving.blocks_left, 0);
}

TEST(Serve, WhatIsSwappedOutIsNotComputedAgain) {
  Fleet one = fleet(8, 1000, 22);
  const Load both{{at(0, 100, 50), at(0, 100, 50)}};
  const Serving again = serve(both, one);
  one.engine.policy.preemption = Preemption::kSwap;
  const Serving swapped = serve(both, one);
  EXPECT_GE(swapped.preemptions, 1);
  EXPECT_LT(swapped.end, again.end);
}

TEST(Serve, TheMoreUrgentComesFirst) {
  Fleet one = fleet(1, 1000, 1000);
  one.engine.policy.order = QueueOrder::kPriority;
  Load load{{at(0, 100, 10), at(1, 100, 10), at(2, 100, 10)}};
  load.requests[1].priority = 2;
  load.requests[2].priority = 1;
  const Serving serving = serve(load, one);
  EXPECT_LT(serving.served[2].first_token, serving.served[1].first_token);
}

TEST(Serve, TwiceAsManyEnginesServeABacklogInHalfTheTime) {
  Fleet one = fleet(4, 1000, 1000);
  const Load load{std::vector<Request>(64, at(0, 100, 20))};
  const Serving alone = serve(load, one);
  one.replicas = 2;
  EXPECT_NEAR(ratio(alone.end, serve(load, one).end), 2, 0.01);
}

TEST(Serve, ADraftThatIsAlwaysRightGivesThreeTokensAStep) {
  Fleet one = fleet(4, 1000, 1000);
  one.engine.drafted = 2;
  one.engine.acceptance = 1;
  EXPECT_EQ(serve({{at(0, 100, 31)}}, one).steps, 1 + 10);
}

TEST(Serve, PromptsOnEnginesOfTheirOwnDoNotDelayTokens) {
  Fleet apart = fleet(8, 1000, 1000);
  apart.prompts = PromptPool{apart.engine, 1, step, 10, 1e6, Picoseconds(kMillisecond)};
  const Load load{{at(0, 100, 4), at(1, 100, 2)}};
  const Serving serving = serve(load, apart);
  ASSERT_EQ(serving.completed, 2);
  // 1000 bytes at 1 MB/s and a millisecond of latency lie between the first token and the steps.
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 2);
  EXPECT_EQ(milliseconds(serving.served[0].transfer), 2);
  EXPECT_EQ(milliseconds(serving.served[0].end), 2 + 2 + 3);
  EXPECT_EQ(serving.served[0].interference, Picoseconds(0));
  EXPECT_EQ(serving.served[0].tokens, 4);
  EXPECT_EQ(serving.blocks_left, 0);
}

TEST(Serve, CachesThatPassAtOnceShareTheLink) {
  Fleet apart = fleet(8, 1000, 1000);
  apart.prompts = PromptPool{apart.engine, 1, step, 10, 1e6, Picoseconds(0)};
  const Serving serving = serve({{at(0, 100, 4), at(0, 100, 4)}}, apart);
  EXPECT_EQ(milliseconds(serving.served[0].transfer), 1);
  EXPECT_EQ(milliseconds(serving.served[1].transfer), 2);
}

TEST(Serve, RequestsOfAReplicaThatIsLostStartAgainElsewhereAndKeepTheirTokens) {
  Fleet two = fleet(8, 1000, 1000);
  two.replicas = 2;
  const Load load{std::vector<Request>(8, at(0, 100, 50))};
  const Serving sound = serve(load, two);
  two.faults = {{0, Picoseconds(20 * kMillisecond), Picoseconds(1000 * kMillisecond), 0}};
  const Serving serving = serve(load, two);
  EXPECT_EQ(serving.completed, 8);
  EXPECT_EQ(serving.started_again, 4);
  for (const Served& one : serving.served) EXPECT_EQ(one.tokens, 50);
  EXPECT_GT(serving.end, sound.end);
  EXPECT_EQ(serving.blocks_left, 0);
}

TEST(Serve, WithoutAnyReplicaRequestsWaitForItsReturn) {
  Fleet one = fleet(8, 1000, 1000);
  one.faults = {{0, Picoseconds(0), Picoseconds(70 * kMillisecond), 0}};
  const Serving serving = serve({{at(5, 100, 3)}}, one);
  EXPECT_EQ(milliseconds(serving.served[0].first_token), 72);
}

TEST(Serve, AReplicaThatIsSlowedTakesThatManyTimesAsLong) {
  Fleet one = fleet(8, 1000, 1000);
  one.faults = {{0, Picoseconds(0), Picoseconds(1000 * kMillisecond), 3}};
  EXPECT_EQ(milliseconds(serve({{at(1, 100, 3)}}, one).served[0].end), 1 + 3 * 4);
}

}  // namespace
}  // namespace tessera::serving
