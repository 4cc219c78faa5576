#include "isa/dram/candidate.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

Candidate candidate(Clock time, OrderClass order_class, std::int64_t first,
                    std::int64_t second = 0) {
  Candidate made;
  made.time = made.rank = time;
  made.order_class = order_class;
  made.first = first;
  made.second = second;
  return made;
}

TEST(Candidate, GoesByTimeThenClassThenAge) {
  const Candidate best = candidate(10, OrderClass::kRefresh, 5, 5);
  EXPECT_TRUE(before(candidate(9, OrderClass::kQueue, 9), best));
  EXPECT_TRUE(before(candidate(10, OrderClass::kOpenedFor, 9), best));
  EXPECT_TRUE(before(candidate(10, OrderClass::kRefresh, 4, 9), best));
  EXPECT_TRUE(before(candidate(10, OrderClass::kRefresh, 5, 4), best));
  EXPECT_FALSE(before(best, best));
  EXPECT_TRUE(before(best, Candidate()));
}

TEST(Candidate, TheFirstOfTwoIsChallengedWhereTheOtherCouldGo) {
  Candidate best;
  Candidate found = candidate(10, OrderClass::kQueue, 5);
  found.unchallenged_before = 40;
  consider(best, found);
  EXPECT_EQ(best.unchallenged_before, 40);
  consider(best, candidate(30, OrderClass::kQueue, 3));
  EXPECT_EQ(best.first, 5);
  EXPECT_EQ(best.unchallenged_before, 30);
  consider(best, Candidate());
  EXPECT_EQ(best.unchallenged_before, 30);
  found = candidate(8, OrderClass::kQueue, 4);
  found.unchallenged_before = 40;
  consider(best, found);
  EXPECT_EQ(best.first, 4);
  EXPECT_EQ(best.unchallenged_before, 10);
}

}  // namespace
}  // namespace tessera::dram
