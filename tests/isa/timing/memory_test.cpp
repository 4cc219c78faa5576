#include "isa/timing/memory.h"

#include <gtest/gtest.h>

#include <numeric>

#include "isa/chip_reader.h"
#include "isa/dram/service.h"

namespace tessera {
namespace {

using dram::LossCause;

MemorySpec hbm() {
  MemorySpec memory;
  memory.channels = 16;
  memory.peak_bandwidth = BytesPerSecond(16 * 32e9);
  memory.refresh_share = 0.1;
  memory.row_bytes = Bytes(1024);
  memory.row_miss = Picoseconds(32'000);  // 1024 bytes of one channel's time
  memory.sustained_efficiency = 0.8;
  return memory;
}

double sum(const MemoryShares& shares) {
  return std::accumulate(shares.lost.begin(), shares.lost.end(), shares.moved + shares.controller);
}

TEST(MemoryShares, EveryActivationCostsARowMissOfOneChannel) {
  const MemoryShares shares = memory_shares(hbm(), Bytes(1 << 20));
  EXPECT_DOUBLE_EQ(shares.lost_to(LossCause::kRefresh), 0.1);
  EXPECT_DOUBLE_EQ(shares.lost_to(LossCause::kRowActivation), 0.45);  // half of what refresh leaves
  EXPECT_DOUBLE_EQ(shares.controller, 0.45 * 0.2);
  EXPECT_DOUBLE_EQ(shares.moved, 0.45 * 0.8);
}

TEST(MemoryShares, ShortSegmentsPayMoreActivations) {
  EXPECT_DOUBLE_EQ(memory_shares(hbm(), Bytes(256)).lost_to(LossCause::kRowActivation),
                   0.9 * 1024 / (1024 + 256));
}

TEST(MemoryShares, AddUpToOne) {
  for (const std::int64_t contiguous : {0, 1, 64, 1000, 1 << 20}) {
    EXPECT_DOUBLE_EQ(sum(memory_shares(hbm(), Bytes(contiguous))), 1);
  }
}

TEST(MemoryShares, MemoryWithoutRowsLosesNothingToThem) {
  MemorySpec sram;
  sram.peak_bandwidth = BytesPerSecond(1e12);
  EXPECT_EQ(memory_shares(sram, Bytes(64)).moved, 1);
  EXPECT_EQ(sustained_bandwidth(sram, Bytes(64)), BytesPerSecond(1e12));
}

MemorySpec memory_of(const std::string& chip, std::vector<std::string> settings = {}) {
  return read_chip({chip, {}, std::move(settings)}).memory;
}

TEST(MemoryOfAStandard, TakesItsSharesFromTheChannel) {
  for (const char* name : {"h100-sxm", "a100-sxm", "tpu-v6e", "npu-4x128", "gpnpu"}) {
    const MemorySpec memory = memory_of(name);
    ASSERT_TRUE(memory.dram) << name;
    EXPECT_NEAR(
        memory.dram->peak_gb_per_s() * 1e9 * memory.dram_channels / memory.peak_bandwidth.count(),
        1, 1e-3)
        << name;
    const MemoryShares shares = memory_shares(memory, Bytes(1 << 20));
    EXPECT_NEAR(sum(shares), 1, 1e-9) << name;
    EXPECT_NEAR(shares.moved, memory.service.moved * memory.sustained_efficiency, 1e-12) << name;
    EXPECT_GT(memory.service.refreshes_per_second, 0) << name;
    EXPECT_GT(shares.activations_per_byte, 0) << name;
    EXPECT_EQ(memory_shares(memory, Bytes(64)).moved, shares.moved) << name;
  }
}

TEST(MemoryOfAStandard, LongStreamsGetMostOfThePins) {
  for (const char* name : {"h100-sxm", "a100-sxm", "tpu-v5e", "tpu-v6e", "npu-4x128", "gpnpu"}) {
    const double moved = memory_of(name).service.moved;
    EXPECT_GT(moved, 0.8) << name;
    EXPECT_LT(moved, 1) << name;
  }
}

TEST(MemoryOfAStandard, AWhatIfOnBandwidthKeepsTheShares) {
  const MemorySpec one = memory_of("h100-sxm");
  const MemorySpec half = memory_of("h100-sxm", {"memory.bandwidth_scale=0.5"});
  EXPECT_EQ(half.service, one.service);
  EXPECT_DOUBLE_EQ(half.peak_bandwidth.count(), one.peak_bandwidth.count() / 2);
}

TEST(MemoryOfAStandard, AnotherDataRateIsAnotherChannel) {
  const MemorySpec slow = memory_of("h100-sxm", {"memory.bandwidth_gb_per_s=1676"});
  EXPECT_NE(slow.service, memory_of("h100-sxm").service);
  EXPECT_NEAR(slow.dram->peak_gb_per_s() * slow.dram_channels, 1676, 1);
}

TEST(MemoryOfAStandard, HeatDoublesTheRefresh) {
  const MemorySpec cool = memory_of("h100-sxm");
  const MemorySpec hot = memory_of("h100-sxm", {"memory.temperature_c=95"});
  EXPECT_NEAR(hot.service.refreshes_per_second / cool.service.refreshes_per_second, 2, 0.05);
  EXPECT_GT(hot.service.lost[static_cast<std::size_t>(LossCause::kRefresh)],
            cool.service.lost[static_cast<std::size_t>(LossCause::kRefresh)]);
}

TEST(CountTraffic, WhatElseThePinsCouldHaveMovedIsCounted) {
  BandwidthLoss traffic;
  Actions actions;
  count_traffic(memory_shares(hbm(), Bytes(1 << 20)), 360, traffic, actions);
  EXPECT_DOUBLE_EQ(traffic.moved_bytes, 360);
  EXPECT_DOUBLE_EQ(traffic.lost_to(LossCause::kRefresh), 100);
  EXPECT_DOUBLE_EQ(traffic.lost_to(LossCause::kRowActivation), 450);
  EXPECT_DOUBLE_EQ(traffic.controller_bytes, 90);
  EXPECT_DOUBLE_EQ(actions.memory_row_activations, 360.0 / 1024);
}

}  // namespace
}  // namespace tessera
