#include "sim/app/serving/answer.h"

#include <gtest/gtest.h>

namespace tessera::serving {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000'000;

// Two sequences of 100 tokens a second, steps of 10 ms; 1 J each.
Fleet fleet() {
  Fleet fleet;
  fleet.engine.policy.sequences = 2;
  fleet.engine.policy.prefix_caching = false;
  fleet.engine.blocks = 1000;
  fleet.costs = [](const StepLoad&) {
    return StepCost{Picoseconds(10 * kMillisecond), Picoseconds(kMillisecond), Picojoules(1e12)};
  };
  return fleet;
}

Load every(std::int64_t milliseconds, std::int64_t count) {
  Load load;
  for (std::int64_t i = 0; i < count; ++i) {
    Request one;
    one.arrival = Picoseconds(i * milliseconds * kMillisecond);
    one.prompt = 10;
    one.tokens = 11;
    load.requests.push_back(one);
  }
  return load;
}

Answer answer(const Load& load, const ServingConditions& conditions = {}) {
  return answer_of(load, serve(load, fleet()), conditions);
}

TEST(ServingAnswer, TimesAreThoseThatUsersSee) {
  ServingConditions conditions;
  conditions.first_token = Picoseconds(5 * kMillisecond);
  const Answer found = answer(every(1000, 4), conditions);
  EXPECT_DOUBLE_EQ(found.ttft_ms.mean, 15);
  EXPECT_DOUBLE_EQ(found.tpot_ms.p99, 10);
  EXPECT_DOUBLE_EQ(found.latency_ms.p50, 115);
  EXPECT_NEAR(found.variation.mean, 0, 1e-6);
  EXPECT_EQ(found.output_tokens, 44);
}

TEST(ServingAnswer, EnergyAndMoneyAreThoseOfStepsAndOfTime) {
  ServingConditions conditions;
  conditions.static_watts = 100;
  conditions.prices = {3600, 0.5};  // a dollar a second, half a dollar a joule
  const Answer found = answer(every(1000, 4), conditions);
  const double seconds = 3 + 0.11, busy = 44 * 0.01;
  EXPECT_NEAR(found.seconds, seconds, 1e-9);
  EXPECT_NEAR(found.joules_per_token, (44 + 100 * seconds) / 44, 1e-9);
  const Answer::Cost cost = found.usd_per_million_tokens.value();
  EXPECT_NEAR(cost.chip * 44 / 1e6, busy, 1e-9);
  EXPECT_NEAR(cost.power * 44 / 1e6, 0.5 * (44 + 100 * busy), 1e-9);
  EXPECT_NEAR(cost.idle * 44 / 1e6, (seconds - busy) * (1 + 0.5 * 100), 1e-9);
}

TEST(ServingAnswer, GoodputCountsWhatKeepsToTheObjective) {
  ServingConditions conditions;
  conditions.objective.ttft_ms = 12;
  const Answer found = answer(every(1, 4), conditions);  // two run, two wait
  EXPECT_DOUBLE_EQ(found.within_objective, 0.25);        // one came while a step was under way
  EXPECT_DOUBLE_EQ(found.goodput_per_s, 1 / found.seconds);
}

TEST(ServingAnswer, AQueueThatGrowsIsNamedAndABurstIsNot) {
  // Two at a time of 110 ms each: 18.2 requests a second.
  EXPECT_FALSE(answer(every(60, 200)).backlog.grows);
  EXPECT_FALSE(answer(every(1, 6)).backlog.grows);
  const Answer found = answer(every(40, 200));
  EXPECT_TRUE(found.backlog.grows);
  EXPECT_NEAR(found.backlog.served_per_s, 18.2, 0.5);
  EXPECT_NEAR(found.backlog.offered_per_s, 25, 0.5);
  EXPECT_NE(verdict(found).find("the queue grows without end"), std::string::npos);
  EXPECT_EQ(found.tail.front().what, "queue for a place in the batch");
}

TEST(ServingAnswer, PercentilesLieBetweenRanks) {
  const Spread spread = spread_of({4, 1, 3, 2});
  EXPECT_DOUBLE_EQ(spread.mean, 2.5);
  EXPECT_DOUBLE_EQ(spread.p50, 2.5);
  EXPECT_NEAR(spread.p90, 3.7, 1e-12);
  EXPECT_DOUBLE_EQ(spread_of({}).p99, 0);
}

}  // namespace
}  // namespace tessera::serving
