// Memory text to Spec: what is applied, and every mistake at its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "isa/dram/standard.h"

namespace tessera {
namespace {

TEST(MemoryStandardReader, ReadsAStandardByAnyOfItsNames) {
  const StandardSpec ddr4 = read_standard({"DDR4_3200", {}, {}, {}});
  EXPECT_EQ(ddr4.name, "ddr4");
  EXPECT_EQ(ddr4.channel->clocks.read_latency, 22);
  EXPECT_DOUBLE_EQ(ddr4.peak_bandwidth().count(), 25.6e9);
}

TEST(MemoryStandardReader, WaitsInNanosecondsBecomeOtherClocksAtAnotherDataRate) {
  const StandardSpec slow = read_standard({"ddr4", {}, {}, 1600});
  EXPECT_EQ(slow.channel->clocks.read_latency, 11);
  EXPECT_DOUBLE_EQ(slow.channel->clocks.tck_ps, 1250);
}

}  // namespace
}  // namespace tessera
