#include "isa/timing/chip_link.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using Kind = Collective::Kind;

// 100 GB/s and 1 us: a megabyte takes 10 us.
ChipLinkSpec link(Topology topology) {
  return {BytesPerSecond(100e9), Picoseconds(1'000'000), topology, 64};
}

double microseconds(Topology topology, Kind kind, int chips) {
  return to_microseconds(collective_time(link(topology), {kind, Bytes(1'000'000), chips}));
}

TEST(CollectiveTime, ASendIsOneLatencyAndItsBytes) {
  EXPECT_EQ(microseconds(Topology::kRing, Kind::kSend, 8), 11);
}

TEST(CollectiveTime, AllReduceIsReduceScatterAndAllGatherOfTheParts) {
  EXPECT_EQ(microseconds(Topology::kSwitch, Kind::kReduceScatter, 4), 1 + 7.5);
  EXPECT_EQ(microseconds(Topology::kSwitch, Kind::kAllReduce, 4), 2 + 15);
  EXPECT_EQ(microseconds(Topology::kRing, Kind::kAllReduce, 4), 2 * 3 + 15);
}

TEST(CollectiveTime, AllGatherReceivesWhatEveryOtherChipContributes) {
  EXPECT_EQ(microseconds(Topology::kFullMesh, Kind::kAllGather, 4), 1 + 30);
}

TEST(CollectiveTime, ATorusHasFewerStepsThanARing) {
  EXPECT_EQ(microseconds(Topology::kRing, Kind::kBroadcast, 64), 63 + 10);
  EXPECT_EQ(microseconds(Topology::kTorus2d, Kind::kBroadcast, 64), 14 + 10);
  EXPECT_EQ(microseconds(Topology::kTorus3d, Kind::kBroadcast, 64), 9 + 10);
}

TEST(CollectiveTime, AllToAllCrossesSeveralLinksOfARing) {
  EXPECT_EQ(microseconds(Topology::kSwitch, Kind::kAllToAll, 16), 1 + 9.375);
  EXPECT_EQ(microseconds(Topology::kRing, Kind::kAllToAll, 16), 15 + 4 * 9.375);
}

}  // namespace
}  // namespace tessera
