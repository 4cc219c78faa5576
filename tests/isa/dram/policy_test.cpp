#include "isa/dram/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

TEST(PolicyNamed, KnowsEveryNameItLists) {
  EXPECT_THAT(policy_names(),
              testing::ElementsAre("ramulator2", "dramsys", "dramsys-wm", "accelerator"));
  for (const std::string& name : policy_names()) EXPECT_EQ(policy_named(name)->name, name);
  EXPECT_EQ(policy_named("Ramulator2"), std::nullopt);
  EXPECT_EQ(policy_named(""), std::nullopt);
}

TEST(PolicyNamed, Ramulator2OpensRowsForRequestsThatGoFirst) {
  const Policy policy = *policy_named("ramulator2");
  EXPECT_EQ(policy.queues, Queues::kSeparate);
  EXPECT_EQ(policy.choice, Choice::kReadyFirst);
  EXPECT_TRUE(policy.opened_first && policy.activate_frees_slot && policy.refresh_stops_all);
  EXPECT_EQ(policy.refresh, Refresh::kAllBank);
  EXPECT_EQ(policy.drain_above, 25);  // 0.8 x 32, rounded down
  EXPECT_EQ(policy.drain_to, 6);      // below 0.2 x 32
}

TEST(PolicyNamed, DramsysSharesOneQueueUnlessItHasWatermarks) {
  const Policy shared = *policy_named("dramsys");
  EXPECT_EQ(shared.queues, Queues::kShared);
  EXPECT_EQ(shared.choice, Choice::kEarliestEnd);
  EXPECT_FALSE(shared.opened_first || shared.activate_frees_slot);
  const Policy separate = *policy_named("dramsys-wm");
  EXPECT_EQ(separate.queues, Queues::kSeparateLocked);
  EXPECT_EQ(separate.drain_above, 26);
  EXPECT_EQ(separate.drain_to, 6);
}

TEST(PolicyNamed, AcceleratorRefreshesAllBanksAndStopsNoOthers) {
  const Policy policy = *policy_named("accelerator");
  EXPECT_EQ(policy.refresh, Refresh::kAllBank);
  EXPECT_FALSE(policy.refresh_stops_all);
}

// Drained from more than `high` of the queue until less than `low` of it.
TEST(SetWatermarks, AreStrictlyAboveTheHighAndBelowTheLowShare) {
  Policy policy;
  policy.write_depth = 64;
  set_watermarks(policy, 0.8, 0.2);
  EXPECT_EQ(policy.drain_above, 51);  // 52 > 51.2
  EXPECT_EQ(policy.drain_to, 12);     // 12 < 12.8
  policy.write_depth = 10;
  set_watermarks(policy, 0.5, 0.2);
  EXPECT_EQ(policy.drain_above, 5);  // 6 > 5
  EXPECT_EQ(policy.drain_to, 1);     // 1 < 2
}

TEST(SetWatermarks, AQueueOfOneDrainsWhenItIsFull) {
  Policy policy;
  policy.write_depth = 1;
  set_watermarks(policy, 0.8, 0.2);
  EXPECT_EQ(policy.drain_above, 0);
  EXPECT_EQ(policy.drain_to, 0);
}

}  // namespace
}  // namespace tessera::dram
