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

CollectiveAlgorithm algorithm(Topology topology, std::int64_t bytes, int chips) {
  return plain_collective(link(topology), {Kind::kAllReduce, Bytes(bytes), chips}).algorithm;
}

TEST(CollectiveTime, FewBytesGoInOneShotAndManyInTwo) {
  EXPECT_EQ(algorithm(Topology::kSwitch, 1000, 8), CollectiveAlgorithm::kOneShot);
  EXPECT_EQ(algorithm(Topology::kSwitch, 100'000'000, 8), CollectiveAlgorithm::kTwoShots);
}

TEST(CollectiveTime, OnATorusFewBytesDoubleTheirReachAndManyGoInRings) {
  EXPECT_EQ(algorithm(Topology::kTorus2d, 1000, 64), CollectiveAlgorithm::kRecursive);
  EXPECT_EQ(algorithm(Topology::kTorus2d, 100'000'000, 64), CollectiveAlgorithm::kRings);
  // 14 steps and 14 times the bytes on one link of four.
  EXPECT_NEAR(to_microseconds(
                  collective_time(link(Topology::kTorus2d), {Kind::kAllReduce, Bytes(1000), 64})),
              14 + 0.01 * 14 * 4, 1e-9);
}

TEST(CollectiveTime, TheFastestAlgorithmIsNeverSlowerForFewerBytes) {
  for (const Topology topology : {Topology::kSwitch, Topology::kRing, Topology::kTorus3d})
    for (std::int64_t bytes = 1024; bytes < (1 << 28); bytes *= 2)
      EXPECT_LE(collective_time(link(topology), {Kind::kAllReduce, Bytes(bytes), 16}),
                collective_time(link(topology), {Kind::kAllReduce, Bytes(2 * bytes), 16}));
}

TEST(LinkRate, OnAMeshAGroupHasTheLinksToItsMembers) {
  ChipLinkSpec mesh = link(Topology::kFullMesh);
  mesh.links = 7;
  EXPECT_NEAR(link_rate(mesh, {Kind::kSend, Bytes(1), 2}).count(), 100e9 / 7, 1);
  EXPECT_NEAR(link_rate(mesh, {Kind::kAllGather, Bytes(1), 4}).count(), 100e9 * 3 / 7, 1);
  EXPECT_NEAR(link_rate(mesh, {Kind::kAllGather, Bytes(1), 8}).count(), 100e9, 1);
}

TEST(LinkRate, OverMachinesEveryChipHasItsOwnWayOut) {
  ChipLinkSpec spec = link(Topology::kSwitch);
  spec.node = NodeLinkSpec{BytesPerSecond(10e9), Picoseconds(5'000'000)};
  Collective exchange{Kind::kAllToAll, Bytes(1'000'000), 16, 8};
  // Half of 15/16 of the bytes leave the machine.
  EXPECT_NEAR(to_microseconds(collective_time(spec, exchange)), 1 + 5 + 50, 0.01);
  exchange.kind = Kind::kAllReduce;
  EXPECT_NEAR(link_rate(spec, exchange).count(), 80e9, 1);
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
