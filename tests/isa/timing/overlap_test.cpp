#include "isa/timing/overlap.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(Overlap, EqualTimesJoinToThirtyPercentMore) {
  EXPECT_NEAR(joined_time(100, 100, kProductOverlap), 129.3, 0.1);
}

TEST(Overlap, AMuchShorterTimeHides) {
  EXPECT_NEAR(joined_time(100, 10, kProductOverlap), 100, 0.1);
  EXPECT_EQ(joined_time(100, 0, kProductOverlap), 100);
}

TEST(Overlap, WithoutAnExponentTheLongerTimeCountsAlone) { EXPECT_EQ(joined_time(3, 4, 0), 4); }

TEST(Overlap, RatesJoinAsTheTimesTheyStandFor) {
  EXPECT_NEAR(joined_rate(2, 2, kProductOverlap), 2 / joined_time(1, 1, kProductOverlap), 1e-12);
}

}  // namespace
}  // namespace tessera
