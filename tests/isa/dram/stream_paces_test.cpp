#include "isa/dram/stream_paces.h"

#include <gtest/gtest.h>

#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

TEST(StreamPaces, CoverLongStreamsUnderRefreshesOfAllBanks) {
  EXPECT_TRUE(StreamPaces(ddr4_like()).covers(1024));
  EXPECT_FALSE(StreamPaces(ddr4_like()).covers(1023));
  DramSpec spec = hbm3_like();
  EXPECT_TRUE(StreamPaces(spec).covers(2048));
  spec.policy.refresh = Refresh::kPerBank;
  EXPECT_FALSE(StreamPaces(spec).covers(2048));
  spec = hbm3_like();
  spec.policy.refreshes_postponed = 4;
  EXPECT_FALSE(StreamPaces(spec).covers(2048));
  spec = hbm3_like();
  spec.policy.read_depth = 31;  // less than 16 for each pseudo-channel
  EXPECT_FALSE(StreamPaces(spec).covers(2048));
}

TEST(StreamPaces, TellRowsThatMustBeClosedFirstFromOthers) {
  StreamPaces paces(ddr4_like());
  const Clock closed = paces.from_standstill(0, OpenRow::kNone).issued(1);
  EXPECT_EQ(closed, 1 + 22);  // seen a clock later, ACT to RD
  EXPECT_EQ(paces.from_standstill(0, OpenRow::kOther).issued(1), closed + 22);  // PRE to ACT
  EXPECT_EQ(paces.from_standstill(0, OpenRow::kIts).issued(1), 1);
}

TEST(StreamPaces, ShareAPaceAmongStreamsThatBeginAtTheSamePlaceOfAStripe) {
  StreamPaces paces(ddr4_like());
  const auto stripe = static_cast<std::uint64_t>(2 * 16 * 128);
  StreamPace& first = paces.from_standstill(128, OpenRow::kNone);
  EXPECT_EQ(&paces.from_standstill(128 + 5 * stripe, OpenRow::kNone), &first);
  EXPECT_NE(&paces.from_standstill(256, OpenRow::kNone), &first);
}

TEST(StreamPaces, GoOnBehindARefreshFromTheRequestAtWhichItFellDue) {
  StreamPaces paces(hbm3_like());
  for (const std::uint64_t transaction : {0u, 37u, 128u, 255u, 1000u}) {
    const PaceFrom from = paces.past_refresh(transaction, OpenRow::kOther);
    const std::int64_t at = from.pace->before() + from.skipped;
    EXPECT_EQ(at % 256, static_cast<std::int64_t>(transaction) % 256);
    EXPECT_GE(from.skipped, 0);
    EXPECT_LT(from.skipped, 256 / 8);
    EXPECT_NEAR(static_cast<double>(from.skipped_clocks), 2.0 * static_cast<double>(from.skipped),
                10);
  }
}

TEST(StreamPaces, EndLongStreamsAsShorterOnesThatEndAtTheSamePlace) {
  StreamPaces paces(ddr4_like());
  StreamPace& pace = paces.from_standstill(0, OpenRow::kNone);
  const std::int64_t stripe = 2 * 16 * 128;
  const StreamEnding ending = paces.ending_from_standstill(pace, 512 + 7 * stripe);
  EXPECT_EQ(ending.done, paces.ending_from_standstill(pace, 512).done);
}

}  // namespace
}  // namespace tessera::dram
