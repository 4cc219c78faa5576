#include "sim/app/simulate/two_chains.h"

#include <gtest/gtest.h>

#include <random>

namespace tessera {
namespace {

ChainStep operates(int op, std::int64_t time, std::int64_t beside = 0) {
  return {op, false, Picoseconds(time), Picoseconds(std::max(time, beside))};
}
ChainStep sends(int op, std::int64_t time) { return {op, true, Picoseconds(time), {}}; }

ChainSchedule twice(const Chain& chain, std::size_t operators) {
  return schedule({&chain, &chain}, operators);
}

TEST(TwoChains, WithoutCommunicationOneFollowsTheOther) {
  const ChainSchedule found = twice({operates(0, 10), operates(1, 5)}, 2);
  EXPECT_EQ(found.elapsed, Picoseconds(30));
  EXPECT_EQ(found.operators[0][0].charged, Picoseconds(10));
  EXPECT_EQ(found.operators[1][1].charged, Picoseconds(5));
}

// first  OOOOOOOOOO----------OOOOOOOOOO----------
// second           OOOOOOOOOO----------OOOOOOOOOO----------
TEST(TwoChains, CommunicationThatTakesAsLongAsOperatorsHidesButForTheLast) {
  const Chain chain = {operates(0, 10), sends(1, 10), operates(0, 10), sends(1, 10)};
  const ChainSchedule found = twice(chain, 2);
  EXPECT_EQ(found.elapsed, Picoseconds(50));
  EXPECT_EQ(found.operators[0][1].hidden, Picoseconds(20));
  EXPECT_EQ(found.operators[0][1].charged, Picoseconds(0));
  EXPECT_EQ(found.operators[1][1].hidden, Picoseconds(10));
  EXPECT_EQ(found.operators[1][1].charged, Picoseconds(10));
}

// first  OOOO----------OOOO----------
// second     OOOO      ----------OOOO----------   (the links are the first one's until it is done)
TEST(TwoChains, CommunicationThatTakesLongerDecidesHowLongItTakes) {
  const Chain chain = {operates(0, 4), sends(1, 10), operates(0, 4), sends(1, 10)};
  const ChainSchedule found = twice(chain, 2);
  EXPECT_EQ(found.elapsed, Picoseconds(4 + 4 * 10));
  EXPECT_EQ(found.operators[0][1].hidden + found.operators[1][1].hidden, Picoseconds(3 * 4));
}

// The second operator of a chain does not let the other chain in: its collective would start later.
// first  OOoo------OOoo------
// second     OOoo------  ..
TEST(TwoChains, TheCoresStayWithAChainUntilItCommunicates) {
  const Chain chain = {operates(0, 2), operates(1, 2), sends(2, 6), operates(0, 2)};
  const ChainSchedule found = twice(chain, 3);
  ASSERT_GE(found.spans.size(), 4u);
  EXPECT_EQ(found.spans[1].chain, 0u);
  EXPECT_EQ(found.spans[1].end, Picoseconds(4));
  EXPECT_EQ(found.spans[2].chain, 1u);
  EXPECT_EQ(found.elapsed, Picoseconds(4 + 6 + 6 + 2));
}

// The second chain's 20 ps take 30 beside a collective: of the 15 ps that it sends, 10 are done.
// first  OOOOO---------------O
// second      OOOOOOOOOOooooooooooooooo..
TEST(TwoChains, AnOperatorIsSlowerWhileACollectiveHoldsCores) {
  const Chain first = {operates(0, 5), sends(1, 15)}, second = {operates(0, 20, 30)};
  const ChainSchedule found = schedule({&first, &second}, 2);
  EXPECT_EQ(found.elapsed, Picoseconds(5 + 15 + 10));
  EXPECT_EQ(found.operators[1][0].beside, Picoseconds(10));
  EXPECT_EQ(found.operators[1][0].charged, Picoseconds(25));
  EXPECT_EQ(found.operators[0][1].hidden, Picoseconds(15));
}

TEST(TwoChains, UnlikeHalvesKeepTheirOrder) {
  const Chain first = {operates(0, 1), sends(1, 8), operates(2, 1)};
  const Chain second = {operates(0, 3), sends(1, 1), operates(2, 9)};
  const ChainSchedule found = schedule({&first, &second}, 3);
  // 1 + 8, then the first's last operator beside the second's collective, then the second's.
  EXPECT_EQ(found.elapsed, Picoseconds(1 + 8 + 1 + 9));
  EXPECT_EQ(found.operators[1][1].hidden, Picoseconds(1));
}

Picoseconds sum_of(const Chain& chain, bool communicates) {
  Picoseconds sum;
  for (const ChainStep& step : chain)
    if (step.communicates == communicates) sum += step.time;
  return sum;
}

Chain random_chain(std::mt19937& random) {
  Chain chain;
  for (int step = 0; step < 40; ++step) {
    const auto time = static_cast<std::int64_t>(random() % 1000);
    if (random() % 3 == 0)
      chain.push_back(sends(step, time));
    else
      chain.push_back(operates(step, time, time + static_cast<std::int64_t>(random() % 300)));
  }
  return chain;
}

TEST(TwoChains, AnyTwoLieBetweenTheirBoundsAndTheirTimesAddUp) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const Chain first = random_chain(random), second = random_chain(random);
    const ChainSchedule found = schedule({&first, &second}, 40);
    const Picoseconds operators = sum_of(first, false) + sum_of(second, false);
    const Picoseconds collectives = sum_of(first, true) + sum_of(second, true);
    EXPECT_GE(found.elapsed, std::max(operators, collectives));
    EXPECT_LE(found.elapsed, operators + collectives + Picoseconds(80));  // a rounding per step
    Picoseconds charged, sent;
    for (const auto& chain : found.operators)
      for (const StepTimes& times : chain) charged += times.charged;
    for (std::size_t c = 0; c < 2; ++c)
      for (const ChainStep& step : c == 0 ? first : second) {
        const StepTimes& times = found.operators[c][static_cast<std::size_t>(step.op)];
        if (step.communicates) sent += times.charged + times.hidden;
      }
    EXPECT_EQ(charged, found.elapsed);
    EXPECT_EQ(sent, collectives);
  }
}

}  // namespace
}  // namespace tessera
