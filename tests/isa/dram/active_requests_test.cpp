#include "isa/dram/active_requests.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

TEST(ActiveRequests, KeepsOneRequestABankUntilItIsServed) {
  ActiveRequests active(4);
  EXPECT_TRUE(active.empty());
  active.add(2, true, 11, 100, 120);
  EXPECT_TRUE(active.contains(2));
  EXPECT_FALSE(active.contains(1));
  EXPECT_EQ(active.request(2), 11);
  EXPECT_TRUE(active.write(2));
  EXPECT_EQ(active.age(2), 100);
  EXPECT_EQ(active.ready(2), 120);
  active.remove(2);
  EXPECT_TRUE(active.empty());
  EXPECT_EQ(active.by_opening(true).first(), -1);
}

TEST(ActiveRequests, ReadsAndWritesStandInTheOrderThatTheirRowsWereOpened) {
  ActiveRequests active(4);
  active.add(3, false, 0, 50, 120);
  active.add(1, true, 1, 40, 121);
  active.add(0, false, 2, 10, 122);  // older, but opened later
  EXPECT_EQ(active.by_opening(false).first(), 3);
  EXPECT_EQ(active.by_opening(false).after(3), 0);
  EXPECT_EQ(active.by_opening(true).first(), 1);
  EXPECT_LT(active.opening(3), active.opening(0));
  active.remove(3);
  EXPECT_EQ(active.by_opening(false).first(), 0);
}

}  // namespace
}  // namespace tessera::dram
