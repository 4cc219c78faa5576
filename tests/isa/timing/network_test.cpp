#include "isa/timing/network.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

NetworkSpec mesh(std::int64_t rows, std::int64_t columns) {
  return {MeshSpec{rows, columns, BytesPerSecond(64e9), Picoseconds(1000)}};
}

TEST(NetworkLatency, MeshCoresUseTheNearerOuterColumn) {
  const NetworkSpec network = mesh(2, 4);
  EXPECT_EQ(network_latency(network, 0, 8), Picoseconds(1000));
  EXPECT_EQ(network_latency(network, 1, 8), Picoseconds(2000));
  EXPECT_EQ(network_latency(network, 6, 8), Picoseconds(2000));
  EXPECT_EQ(network_latency(network, 7, 8), Picoseconds(1000));
  EXPECT_EQ(mean_hops(network, 8), 1.5);
}

TEST(NetworkLatency, IsTheSameForAllCoresOfACrossbar) {
  const NetworkSpec network{
      CrossbarSpec{BytesPerSecond(1e11), BytesPerSecond(1e12), Picoseconds(5000)}};
  EXPECT_EQ(network_latency(network, 0, 8), network_latency(network, 7, 8));
  EXPECT_EQ(network_bandwidth(network, 8), BytesPerSecond(1e12));
  EXPECT_EQ(mean_hops(network, 8), 1);
}

TEST(NetworkBandwidth, OfAMeshIsWhatTheBusiestPortLetsThrough) {
  EXPECT_EQ(network_bandwidth(mesh(2, 4), 8), BytesPerSecond(4 * 64e9));        // all four ports
  EXPECT_EQ(network_bandwidth(mesh(3, 3), 9), BytesPerSecond(9.0 / 2 * 64e9));  // two share
}

TEST(NetworkBandwidth, AMeshWithoutAShapeAdaptsToTheCores) {
  EXPECT_EQ(network_bandwidth(mesh(0, 0), 16), network_bandwidth(mesh(4, 4), 16));
  EXPECT_EQ(mean_hops(mesh(0, 0), 1), 1);
}

constexpr BytesPerSecond kLink{64e9};
constexpr Picoseconds kRouter{1000};

TEST(NetworkLatency, CoresOfAConcentratedMeshShareTheirRoutersPlace) {
  const NetworkSpec network{MeshSpec{2, 4, kLink, kRouter, 2}};
  EXPECT_EQ(network_latency(network, 1, 16), Picoseconds(1000));
  EXPECT_EQ(network_latency(network, 2, 16), Picoseconds(2000));
  EXPECT_EQ(mean_hops(network, 16), 1.5);
  EXPECT_EQ(network_bandwidth(network, 16), kLink * 4.0);  // four cores behind each port
}

TEST(NetworkLatency, ATorusGoesRoundEitherWay) {
  const NetworkSpec network{TorusSpec{1, 8, kLink, kRouter}};  // ports at columns 0 and 4
  const std::vector<std::int64_t> hops{1, 2, 3, 2, 1, 2, 3, 2};
  for (std::size_t core = 0; core < hops.size(); ++core)
    EXPECT_EQ(network_latency(network, static_cast<std::int64_t>(core), 8), kRouter * hops[core]);
  EXPECT_EQ(network_bandwidth(network, 8), kLink * (8.0 / 5));  // 6, 7, 0, 1, 2 use the first
}

TEST(NetworkLatency, ARingIsWalkedTheShorterWayUnlessItHasOne) {
  NetworkSpec network{RingSpec{8, kLink, kRouter, 1, 2, false}};  // ports at stops 0 and 4
  EXPECT_EQ(network_latency(network, 7, 8), kRouter * 2);
  EXPECT_EQ(network_latency(network, 5, 8), kRouter * 2);
  std::get<RingSpec>(network.kind).one_way = true;
  EXPECT_EQ(network_latency(network, 5, 8), kRouter * 4);
  EXPECT_EQ(network_bandwidth(network, 8), kLink * 2.0);
}

TEST(NetworkLatency, AFlattenedButterflyHasAtMostTwoRoutersToThePort) {
  const NetworkSpec network{FlattenedButterflySpec{4, 4, kLink, kRouter, 4}};
  EXPECT_EQ(network_latency(network, 0, 64), kRouter);
  EXPECT_EQ(network_latency(network, 4, 64), kRouter * 2);
  EXPECT_EQ(network_latency(network, 15, 64), kRouter);
  EXPECT_EQ(mean_hops(network, 64), 1.5);
  EXPECT_EQ(network_bandwidth(network, 64), kLink * 8.0);
}

NetworkSpec two_dies(double trunk_share) {
  const CrossbarSpec die{kLink, kLink * 8.0, Picoseconds(5000)};
  return {HierarchicalSpec{2, die, kLink * 4.0, Picoseconds(20'000), trunk_share}};
}

TEST(NetworkLatency, OfAHierarchyAddsTheTrunkForTheShareThatCrossesIt) {
  EXPECT_EQ(network_latency(two_dies(0.5), 3, 16), Picoseconds(15'000));
  EXPECT_EQ(mean_hops(two_dies(0.5), 16), 1.5);
  EXPECT_EQ(place_latency(two_dies(0.5), 3, 16), Picoseconds(0));
}

TEST(NetworkLatency, OfATrunkIsItsShareAndNothingElsewhere) {
  EXPECT_EQ(trunk_latency(two_dies(0.25)), Picoseconds(5000));
  EXPECT_EQ(crossbar_latency(two_dies(0.25)), Picoseconds(5000));
  EXPECT_EQ(trunk_latency(mesh(2, 4)), Picoseconds(0));
  EXPECT_EQ(crossbar_latency(mesh(2, 4)), Picoseconds(0));
}

TEST(NetworkLatency, OfAnyCoreIsTheMeanOverThePlaces) {
  EXPECT_EQ(mean_place_latency(mesh(2, 4), 8), Picoseconds(1500));
  EXPECT_EQ(mean_place_latency(two_dies(0.5), 16), Picoseconds(0));
}

TEST(NetworkBandwidth, CoresUseAllRoutersOfAConcentratedMesh) {
  // 32 cores on 6 x 4 routers of two: three at most share one end of a row.
  const NetworkSpec network{MeshSpec{6, 4, kLink, kRouter, 2}};
  EXPECT_DOUBLE_EQ(network_bandwidth(network, 32).count(), kLink.count() * 32 / 3);
}

TEST(NetworkBandwidth, OfGroupsWithABufferEachIsWhatTheySwitch) {
  NetworkSpec network = two_dies(1);
  std::get<HierarchicalSpec>(network.kind).buffer_per_group = true;
  EXPECT_EQ(network_bandwidth(network, 16), kLink * 16.0);
}

TEST(NetworkGroups, AreThoseOfAHierarchy) {
  EXPECT_EQ(network_groups(two_dies(0.5)), 2);
  EXPECT_EQ(network_groups(mesh(2, 4)), 1);
}

TEST(NetworkBandwidth, OfAHierarchyIsWhatTheTrunksLetThroughIfThatIsLess) {
  EXPECT_EQ(switched_bandwidth(two_dies(1), 16), kLink * 16.0);
  EXPECT_EQ(trunk_bandwidth(two_dies(1)), kLink * 8.0);
  EXPECT_EQ(trunk_bandwidth(mesh(2, 4)), BytesPerSecond(0));
  EXPECT_EQ(network_bandwidth(two_dies(0.5), 16), kLink * 16.0);
  EXPECT_EQ(network_bandwidth(two_dies(1), 16), kLink * 8.0);
  EXPECT_EQ(network_bandwidth(two_dies(0), 16), kLink * 16.0);
}

TEST(PortBandwidth, IsALinkOfEveryKindOfNetwork) {
  ChipSpec chip;
  chip.core.dma.bandwidth = kLink * 2.0;
  for (const NetworkSpec& network :
       {NetworkSpec{TorusSpec{2, 2, kLink, kRouter}}, NetworkSpec{RingSpec{4, kLink, kRouter}},
        NetworkSpec{FlattenedButterflySpec{2, 2, kLink, kRouter}}, two_dies(1)}) {
    chip.network = network;
    EXPECT_EQ(port_bandwidth(chip), kLink);
  }
}

TEST(PortBandwidth, IsTheSmallerOfDmaAndNetworkPort) {
  ChipSpec chip;
  chip.network = mesh(2, 4);
  chip.core.dma.bandwidth = BytesPerSecond(128e9);
  EXPECT_EQ(port_bandwidth(chip), BytesPerSecond(64e9));
  chip.core.dma.bandwidth = BytesPerSecond(32e9);
  EXPECT_EQ(port_bandwidth(chip), BytesPerSecond(32e9));
}

}  // namespace
}  // namespace tessera
