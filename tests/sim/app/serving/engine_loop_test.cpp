#include "sim/app/serving/engine_loop.h"

#include <gtest/gtest.h>

namespace tessera::serving {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000'000;

// A step takes a millisecond, and one more for every 100 tokens of prompts.
Picoseconds step(const StepLoad& load) {
  std::int64_t tokens = 0;
  for (const StepLoad::Piece& piece : load.prompts) tokens += piece.tokens;
  return Picoseconds(kMillisecond + tokens * kMillisecond / 100);
}

double milliseconds(Picoseconds time) { return static_cast<double>(time.count()) / kMillisecond; }

TEST(EngineLoop, APromptGivesTheFirstTokenAndEveryFurtherOneTakesAStep) {
  const std::vector<Served> served =
      serve_arrivals({{Picoseconds(0), 200, 5}}, {8, 1000, 10000}, step);
  EXPECT_EQ(milliseconds(served[0].first_token), 3);
  EXPECT_EQ(milliseconds(served[0].end), 3 + 4);
}

TEST(EngineLoop, ALongPromptIsCutToTheTokensOfAStep) {
  const std::vector<Served> served =
      serve_arrivals({{Picoseconds(0), 300, 1}}, {8, 100, 10000}, step);
  EXPECT_EQ(milliseconds(served[0].first_token), 3 * 2);
}

TEST(EngineLoop, APromptOfAnotherDelaysTheTokensOfThoseUnderWay) {
  const std::vector<Served> served = serve_arrivals(
      {{Picoseconds(0), 100, 4}, {Picoseconds(kMillisecond), 100, 1}}, {8, 1000, 10000}, step);
  EXPECT_EQ(milliseconds(served[0].first_token), 2);
  EXPECT_EQ(milliseconds(served[1].first_token), 4);
  EXPECT_EQ(milliseconds(served[0].end), 2 + 2 + 1 + 1);
}

TEST(EngineLoop, WhatTheCacheDoesNotHoldWaits) {
  const std::vector<Request> both = {{Picoseconds(0), 100, 10}, {Picoseconds(0), 100, 10}};
  const auto together = serve_arrivals(both, {8, 1000, 1000}, step);
  const auto apart = serve_arrivals(both, {8, 1000, 150}, step);
  EXPECT_EQ(together[1].first_token, together[0].first_token);
  EXPECT_GE(apart[1].first_token, apart[0].end);
}

TEST(EngineLoop, AnIdleEngineWaitsForTheNextRequest) {
  const std::vector<Served> served =
      serve_arrivals({{Picoseconds(50 * kMillisecond), 100, 1}}, {8, 1000, 10000}, step);
  EXPECT_EQ(milliseconds(served[0].first_token), 52);
}

TEST(EngineLoop, AClosedLoopKeepsAsManyUnderWay) {
  const std::vector<Served> served = serve_closed_loop(
      std::vector<Request>(6, {Picoseconds(0), 100, 3}), 2, {2, 1000, 10000}, step);
  ASSERT_EQ(served.size(), 6u);
  EXPECT_EQ(served[1].arrival, Picoseconds(0));
  EXPECT_EQ(served[2].arrival, served[0].end);
  for (const Served& one : served) EXPECT_GT(one.end, one.first_token);
}

}  // namespace
}  // namespace tessera::serving
