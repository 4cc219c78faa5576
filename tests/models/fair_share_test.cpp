#include "models/fair_share.h"

#include <gtest/gtest.h>

#include <map>

namespace tessera {
namespace {

constexpr int kMemory = 0;
constexpr int kNetwork = 2;

FairShare::Demand memory_only(double cap) { return {{1, 0, 0}, cap}; }

// Runs until idle; the end of each client.
std::map<int, std::int64_t> ends(FairShare& shared) {
  std::map<int, std::int64_t> at;
  while (const std::optional<Picoseconds> next = shared.next_time()) {
    for (const FairShare::Finished& done : shared.advance(*next)) at[done.client] = next->count();
  }
  return at;
}

TEST(FairShare, AFlowAloneRunsAtItsCap) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(2), 1000);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 500}}));
}

TEST(FairShare, EqualFlowsDivideTheResource) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  for (int client = 0; client < 4; ++client) shared.start(client, memory_only(100), 1000);
  for (const auto& [client, end] : ends(shared)) EXPECT_EQ(end, 400) << client;
}

TEST(FairShare, WhatACappedFlowLeavesGoesToTheOthers) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(2), 200);
  shared.start(1, memory_only(100), 800);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 100}, {1, 100}}));
}

TEST(FairShare, AShorterFlowSpeedsUpTheOneThatRemains) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(100), 500);
  shared.start(1, memory_only(100), 1000);
  // Both at 5 until 100; then the second alone at 10 for its last 500.
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 100}, {1, 150}}));
}

TEST(FairShare, ALaterFlowTakesItsShareFromThenOn) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(100), 1000);
  shared.advance(Picoseconds(50));
  shared.start(1, memory_only(100), 250);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 125}, {1, 100}}));
}

TEST(FairShare, TwoResourcesAreFilledAtOnce) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.set_capacity(kNetwork, 6);
  const FairShare::Demand both{{1, 0, 1}, 100};
  shared.start(0, both, 300);
  shared.start(1, both, 300);
  shared.start(2, memory_only(100), 400);
  // The network gives its two users 3 each; memory's other 4 go to the third.
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 100}, {1, 100}, {2, 100}}));
}

TEST(FairShare, AFlowThatMemoryCoversImperfectlyIsSlowerThanEither) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, {{1, 0, 0}, 10, 2}, 1000);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 142}}));  // 100 x the root of 2
}

TEST(FairShare, SaysWhatLimitedAFlow) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(8), 580);
  shared.start(1, memory_only(8), 500);
  shared.advance(Picoseconds(100));  // both at 5 until the second is done
  const std::vector<FairShare::Finished> last = shared.advance(Picoseconds(110));
  ASSERT_EQ(last.size(), 1u);
  EXPECT_DOUBLE_EQ(last[0].limited[kMemory], 100);
  EXPECT_DOUBLE_EQ(last[0].limited[FairShare::kOwnCap], 10);
}

TEST(FairShare, ARemovedFlowKeepsWhatItHasDone) {
  FairShare shared;
  shared.set_capacity(kMemory, 10);
  shared.start(0, memory_only(100), 1000);
  shared.advance(Picoseconds(40));
  const FairShare::Remains remains = shared.remove(0);
  EXPECT_DOUBLE_EQ(remains.work, 600);
  EXPECT_DOUBLE_EQ(remains.limited[kMemory], 40);
  EXPECT_TRUE(shared.idle());
}

FairShare::Demand of_group(int group) { return {{0, 0, 1}, 100, 0, group}; }

TEST(FairShare, AGroupCannotUseTheNetworkOfAnother) {
  FairShare shared;
  shared.set_capacity(kNetwork, 10);
  shared.set_groups(2);
  shared.start(0, of_group(0), 500);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 100}}));
}

TEST(FairShare, GroupsShareWhatIsNotCutAndHaveTheirOwnPartOfTheRest) {
  FairShare shared;
  shared.set_capacity(kMemory, 12);
  shared.set_capacity(kNetwork, 10);
  shared.set_groups(2);
  shared.start(0, of_group(0), 500);
  shared.start(1, of_group(1), 250);  // with another of its group
  shared.start(2, of_group(1), 250);
  shared.start(3, memory_only(100), 1200);
  EXPECT_EQ(ends(shared), (std::map<int, std::int64_t>{{0, 100}, {1, 100}, {2, 100}, {3, 100}}));
}

TEST(FairShare, IsNotDoneOnePicosecondEarly) {
  FairShare shared;
  shared.set_capacity(kMemory, 3);
  shared.start(0, memory_only(100), 1000);
  EXPECT_TRUE(shared.advance(Picoseconds(333)).empty());
  EXPECT_EQ(shared.advance(Picoseconds(334)).size(), 1u);
}

}  // namespace
}  // namespace tessera
