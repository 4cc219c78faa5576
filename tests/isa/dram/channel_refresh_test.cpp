// A channel that is refreshed.
#include <gtest/gtest.h>

#include "tests/support/channel_bench.h"

namespace tessera::dram {
namespace {

using enum Command;

DramSpec refreshed(Refresh kind) {
  DramSpec spec = small_dram();
  spec.policy.refresh = kind;
  spec.clocks.refresh_interval = 200;
  spec.clocks.refresh_bank_interval = 200;
  spec.clocks.refresh_bank_time = 30;
  return spec;
}

TEST(Channel, ARefreshOfAllBanksClosesRowsAndStopsAll) {
  Bench bench(refreshed(Refresh::kAllBank));
  bench.read(0, 0, 3);
  bench.drain();
  bench.read(199, 2, 3);  // would go at 200
  bench.drain();
  // tRP behind the PREab, tRFC behind the REFab.
  EXPECT_EQ(bench.log(), (Log{{1, kActivate},
                              {11, kRead},
                              {200, kPrechargeAll},
                              {208, kRefreshAll},
                              {268, kActivate},
                              {278, kRead}}));
}

TEST(Channel, AnIdleChannelIsRefreshedAtEveryInterval) {
  Channel channel(refreshed(Refresh::kAllBank));
  channel.idle_until(999);
  EXPECT_EQ(channel.counts().commands[index_of(kRefreshAll)], 4);
  channel.idle_until(1000);
  EXPECT_EQ(channel.counts().commands[index_of(kRefreshAll)], 5);
}

TEST(Channel, ARefreshWaitsForTheRequestThatARowWasOpenedFor) {
  Bench bench(refreshed(Refresh::kAllBank));
  bench.read(195, 0, 3);  // ACT at 196
  bench.drain();
  EXPECT_EQ(bench.served(0).issued, 206);
  bench.run_until(300);
  EXPECT_EQ(bench.first(kPrechargeAll), 196 + 22);  // tRAS
}

TEST(Channel, ARefreshOfOneBankStopsOnlyThatBank) {
  DramSpec spec = refreshed(Refresh::kPerBank);
  for (const bool stops_all : {false, true}) {
    spec.policy.refresh_stops_all = stops_all;
    Bench bench(spec);
    bench.read(0, 0, 3);
    bench.read(0, 2, 3);
    bench.drain();
    for (const int bank : {0, 2}) bench.read(199, bank, 3, 1);
    bench.drain();
    EXPECT_EQ(bench.first(kPrecharge), 200);
    EXPECT_EQ(bench.first(kRefreshBank), 208);
    EXPECT_EQ(bench.served(2).issued, 208 + 30 + 10);  // tRFCpb, tRCD
    EXPECT_EQ(bench.served(3).issued, stops_all ? 209 : 201);
  }
}

TEST(Channel, ARefreshIsPutOffWhileRequestsWait) {
  DramSpec spec = refreshed(Refresh::kAllBank);
  spec.policy.refreshes_postponed = 2;
  Bench bench(spec);
  Clock sent = 0;
  for (int i = 0; bench.channel().now() < 580; ++i) sent = bench.read(sent, 0, 3, i % 8);
  EXPECT_EQ(bench.first(kRefreshAll), kNever);  // of 200 and 400
  for (int i = 0; bench.channel().now() < 700; ++i) sent = bench.read(sent, 0, 3, i % 8);
  EXPECT_GE(bench.first(kPrechargeAll), 600);  // the third is one too many
  EXPECT_EQ(bench.channel().counts().commands[index_of(kRefreshAll)], 1);
  bench.drain();
  ASSERT_LT(bench.channel().now(), 1000);
  bench.run_until(1199);  // idle time takes the rest
  EXPECT_EQ(bench.channel().counts().commands[index_of(kRefreshAll)], 5);
}

TEST(Channel, ARefreshThatIdlenessReleasesStopsItsBanksAtOnce) {
  DramSpec spec = refreshed(Refresh::kAllBank);
  spec.policy.refreshes_postponed = 1;
  spec.policy.refresh_stops_all = false;
  Bench bench(spec);
  bench.read(195, 0, 3);
  bench.drain();  // RD at 206; the refresh of 200 is released
  bench.read(206, 0, 3, 1);
  bench.drain();
  EXPECT_EQ(bench.first(kRefreshAll), 196 + 22 + 8);
  EXPECT_EQ(bench.served(1).issued, 226 + 60 + 10);
}

}  // namespace
}  // namespace tessera::dram
