#include "sim/app/memory/replay.h"

#include <gtest/gtest.h>

#include "isa/dram/energy.h"
#include "tests/support/plain_dram.h"

namespace tessera {
namespace {

using dram::plain_dram;

TEST(Replay, AnIdleChannelAnswersAfterOpeningARow) {
  const Replay run = replay(plain_dram(), 1, {{100, 0, 32, false}});
  // Seen a clock later; tRCD, CL and the burst.
  EXPECT_EQ(run.latency.smallest(), 1 + 14 + 14 + 2);
  EXPECT_EQ(run.clocks, 31);
}

TEST(Replay, ARequestIsDoneWithTheLastOfItsTransactions) {
  const Replay one = replay(plain_dram(), 1, {{0, 0, 32, false}});
  const Replay many = replay(plain_dram(), 1, {{0, 0, 1024, false}});
  EXPECT_EQ(many.latency.number(), 1);
  EXPECT_GE(many.latency.smallest(), one.latency.smallest() + 31 * 2);
}

TEST(Replay, ARequestAcrossTransactionsNeedsBothOfThem) {
  const dram::DramSpec spec = plain_dram();
  EXPECT_EQ(read_bytes(spec, replay(spec, 1, {{0, 16, 32, false}}).counts), 64);
  EXPECT_EQ(read_bytes(spec, replay(spec, 1, {{0, 32, 32, false}}).counts), 32);
  EXPECT_EQ(read_bytes(spec, replay(spec, 1, {{0, 31, 1, false}}).counts), 32);
}

TEST(Replay, TransactionsGoRoundTheChannelsByAddress) {
  const dram::DramSpec spec = plain_dram();
  for (const int channels : {1, 2, 3, 8}) {
    const Replay run = replay(spec, channels, {{0, 0, 24 * 32, false}, {5, 96, 32, true}});
    EXPECT_EQ(read_bytes(spec, run.counts), 24 * 32) << channels;
    EXPECT_EQ(written_bytes(spec, run.counts), 32) << channels;
  }
  // Eight transactions apart: all on one channel of eight, each on its own without a stride.
  std::vector<TraceRequest> apart, together;
  for (std::uint64_t i = 0; i < 64; ++i) {
    apart.push_back({0, i * 8 * 32, 32, false});
    together.push_back({0, i * 32, 32, false});
  }
  EXPECT_GT(replay(spec, 8, apart).clocks, 3 * replay(spec, 8, together).clocks);
}

TEST(Replay, EveryBusClockIsAccountedForOnEveryChannel) {
  const dram::DramSpec spec = plain_dram();
  std::vector<TraceRequest> requests;
  for (int i = 0; i < 500; ++i)
    requests.push_back({i * 7, static_cast<std::uint64_t>(i * 12345 % 99991), 48, i % 3 == 0});
  for (const int channels : {1, 4}) {
    const Replay run = replay(spec, channels, requests);
    EXPECT_EQ(run.counts.data_clocks + run.counts.loss.total(), run.clocks * channels);
  }
}

TEST(Replay, ChannelsWithoutRequestsAreRefreshedAsTheOthersAre) {
  const dram::DramSpec spec = plain_dram();
  const dram::Clock late = 20 * spec.clocks.refresh_interval;
  // Both on channel 0; of eight channels seven stay idle.
  const std::vector<TraceRequest> requests = {{0, 0, 32, false}, {late, 8 * 32, 32, false}};
  const auto refreshes = [&](int channels) {
    const Replay run = replay(spec, channels, requests);
    EXPECT_EQ(run.counts.data_clocks + run.counts.loss.total(), run.clocks * channels);
    return run.counts.commands[index_of(dram::Command::kRefreshAll)];
  };
  EXPECT_GE(refreshes(1), 19);
  EXPECT_EQ(refreshes(8), 8 * refreshes(1));
}

TEST(Replay, AChannelIsRefreshedBehindItsLastRequest) {
  const dram::DramSpec spec = plain_dram();
  const dram::Clock late = 20 * spec.clocks.refresh_interval;
  const std::vector<TraceRequest> requests = {{0, 0, 32, false}, {late, 32, 32, false}};
  const Replay run = replay(spec, 2, requests);
  EXPECT_GE(run.counts.commands[index_of(dram::Command::kRefreshAll)], 2 * 19);
  EXPECT_EQ(run.counts.data_clocks + run.counts.loss.total(), run.clocks * 2);
}

TEST(Replay, TheFirstRequestIsTheBeginning) {
  const Replay early = replay(plain_dram(), 1, {{0, 0, 32, false}, {9, 4096, 32, true}});
  const Replay late = replay(plain_dram(), 1, {{5000, 0, 32, false}, {5009, 4096, 32, true}});
  EXPECT_EQ(early.counts, late.counts);
  EXPECT_EQ(early.clocks, late.clocks);
}

}  // namespace
}  // namespace tessera
