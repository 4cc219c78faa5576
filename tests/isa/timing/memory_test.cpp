#include "isa/timing/memory.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

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

TEST(MemoryShares, EveryActivationCostsARowMissOfOneChannel) {
  const MemoryShares shares = memory_shares(hbm(), Bytes(1 << 20));
  EXPECT_DOUBLE_EQ(shares.refresh, 0.1);
  EXPECT_DOUBLE_EQ(shares.row_activation, 0.45);  // half of what refresh leaves
  EXPECT_DOUBLE_EQ(shares.controller, 0.45 * 0.2);
  EXPECT_DOUBLE_EQ(shares.moved, 0.45 * 0.8);
}

TEST(MemoryShares, ShortSegmentsPayMoreActivations) {
  EXPECT_DOUBLE_EQ(memory_shares(hbm(), Bytes(256)).row_activation, 0.9 * 1024 / (1024 + 256));
}

TEST(MemoryShares, AddUpToOne) {
  for (const std::int64_t contiguous : {0, 1, 64, 1000, 1 << 20}) {
    const MemoryShares s = memory_shares(hbm(), Bytes(contiguous));
    EXPECT_DOUBLE_EQ(s.moved + s.refresh + s.row_activation + s.controller, 1);
  }
}

TEST(MemoryShares, MemoryWithoutRowsLosesNothingToThem) {
  MemorySpec sram;
  sram.peak_bandwidth = BytesPerSecond(1e12);
  EXPECT_EQ(memory_shares(sram, Bytes(64)).moved, 1);
  EXPECT_EQ(sustained_bandwidth(sram, Bytes(64)), BytesPerSecond(1e12));
}

}  // namespace
}  // namespace tessera
