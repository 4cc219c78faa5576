// What holds for every scheduler and every stream of requests, drawn at random.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sim/app/serving/serve.h"

namespace tessera::serving {
namespace {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(seed) {}
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool coin() { return number(0, 1) == 1; }

 private:
  std::mt19937_64 random_;
};

ServingPolicy policy(Draws& draws) {
  ServingPolicy policy;
  policy.sequences = draws.number(1, 40);
  policy.step_tokens = draws.number(1, 600);
  policy.chunked_prompts = draws.coin();
  policy.prompt_piece = draws.coin() ? draws.number(1, 200) : 0;
  policy.mixed_steps = draws.coin();
  policy.order = static_cast<QueueOrder>(draws.number(0, 2));
  policy.block_tokens = draws.number(1, 40);
  policy.watermark = draws.coin() ? 0.05 : 0;
  policy.whole_prompt_fits = draws.coin();
  policy.preemption = static_cast<Preemption>(draws.number(0, 2));
  policy.reserved_output = draws.coin() ? 0.5 : 0;
  if (policy.preemption == Preemption::kNever) {
    policy.whole_prompt_fits = true;
    policy.reserved_output = 1;
  }
  policy.prefix_caching = draws.coin();
  policy.router = static_cast<Router>(draws.number(0, 2));
  return policy;
}

// Prompts up to 300 tokens, outputs up to 60; some in sessions, some of a group, some urgent.
Load load(Draws& draws) {
  Load load;
  const std::int64_t count = draws.number(1, 120);
  std::int64_t now = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    Request one;
    one.arrival = Picoseconds(now += draws.number(0, 5'000'000'000));
    one.prompt = draws.number(1, 300);
    one.tokens = draws.number(1, 60);
    one.priority = draws.number(0, 3);
    if (draws.coin()) {
      one.group = draws.number(0, 2);
      one.alike = std::min(one.prompt, draws.number(1, 100));
    }
    if (i > 0 && draws.number(0, 3) == 0) {
      Request& before = load.requests.back();
      if (before.session == kNone) before.session = i;
      one.session = before.session;
      one.group = before.group;
      one.alike = before.alike;
      one.prompt += before.prompt + before.tokens;
      one.after = i - 1;
      one.arrival = Picoseconds(draws.number(0, 1'000'000'000));
    }
    load.requests.push_back(one);
  }
  if (draws.coin()) load.under_way = draws.number(1, 20);
  return load;
}

Fleet fleet(Draws& draws, const Load& load) {
  Fleet fleet;
  fleet.engine.policy = policy(draws);
  fleet.engine.seed = 7;
  if (draws.coin()) {
    fleet.engine.drafted = draws.number(1, 4);
    fleet.engine.acceptance = 0.6;
  }
  std::int64_t largest = 0;
  for (const Request& one : load.requests) largest = std::max(largest, one.prompt + one.tokens);
  const std::int64_t least = ceil_divide(largest, fleet.engine.policy.block_tokens);
  fleet.engine.blocks = least + (draws.coin() ? 0 : draws.number(0, 4 * least));
  fleet.replicas = draws.number(1, 3);
  fleet.costs = [](const StepLoad& step) {
    return StepCost{
        Picoseconds(1'000'000'000 + step.tokens() * 10'000'000 + step.cached * 1000), {}, {}};
  };
  return fleet;
}

TEST(ServingProperties, EveryRequestEndsWithItsTokensAndBlocksAreGivenBack) {
  std::int64_t preemptions = 0, taken_over = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(seed);
    const Load asked = load(draws);
    const Fleet engines = fleet(draws, asked);
    const Serving serving = serve(asked, engines);
    ASSERT_EQ(serving.completed, static_cast<std::int64_t>(asked.requests.size()));
    double in_system = 0;
    for (std::size_t i = 0; i < asked.requests.size(); ++i) {
      const Served& one = serving.served[i];
      ASSERT_EQ(one.tokens, asked.requests[i].tokens);
      ASSERT_LE(one.arrival, one.scheduled);
      ASSERT_LT(one.scheduled, one.first_token);
      ASSERT_LE(one.first_token, one.end);
      in_system += to_seconds(one.end - one.arrival);
      taken_over += one.cached;
    }
    ASSERT_LE(serving.most_blocks, engines.engine.blocks);
    ASSERT_EQ(serving.blocks_left, 0);
    // Little: requests there over time are the times that each was there.
    ASSERT_NEAR(serving.requests_seconds, in_system, 1e-9 * (1 + in_system));
    if (engines.engine.policy.preemption == Preemption::kNever) {
      ASSERT_EQ(serving.preemptions, 0);
    }
    preemptions += serving.preemptions;
  }
  EXPECT_GT(preemptions, 1000);  // or nothing was short
  EXPECT_GT(taken_over, 1000);
}

TEST(ServingProperties, TheSameIsServedTheSameWay) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Draws first(seed), second(seed);
    const Load one = load(first), other = load(second);
    const Serving a = serve(one, fleet(first, one)), b = serve(other, fleet(second, other));
    for (std::size_t i = 0; i < one.requests.size(); ++i)
      ASSERT_EQ(a.served[i].end, b.served[i].end);
  }
}

}  // namespace
}  // namespace tessera::serving
