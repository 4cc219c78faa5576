#include "isa/noc/chip_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "isa/noc/open_loop.h"
#include "isa/noc/open_loop_estimate.h"

namespace tessera::noc {
namespace {

constexpr Hertz kClock{1'000'000'000};
constexpr BytesPerSecond kLink{64e9};

NetworkSpec clocked(NetworkSpec network) {
  network.clock = kClock;
  return network;
}

double idle(const ChipNetwork& network) {
  OpenLoop load;
  load.rate = 0.01;
  load.measured = 200'000;
  load.warm_up = 0;
  const Pattern uniform(PatternKind::kUniform, network.topology);
  const double flits =
      run_open_loop(network.topology, network.router, uniform, load).packet_latency;
  const OpenLoopEstimate closed(link_loads(network.topology, uniform), network.router, 1);
  EXPECT_NEAR(flits, closed.idle_latency(), 0.3);
  return closed.idle_latency();
}

TEST(ChipNetwork, AMeshHasARouterPerPlaceAndMemoryAtTheEndsOfItsRows) {
  const ChipNetwork network = network_of(clocked({MeshSpec{2, 4, kLink, Picoseconds(3000)}}), 8);
  EXPECT_EQ(network.topology.name, "mesh:2x4");
  EXPECT_EQ(network.router.hop, 3);
  EXPECT_THAT(network.memory_nodes, testing::ElementsAre(0, 3, 4, 7));
}

TEST(ChipNetwork, WhatARouterTakesBeyondFourClocksIsWire) {
  const ChipNetwork slow = network_of(clocked({MeshSpec{2, 2, kLink, Picoseconds(9000)}}), 4);
  EXPECT_EQ(slow.router.hop, 4);
  EXPECT_NEAR(idle(slow), 9 * 2 + 2, 1e-9);  // two routers on the way, on average
  const ChipNetwork fast = network_of(clocked({MeshSpec{2, 2, kLink, Picoseconds(1000)}}), 4);
  EXPECT_EQ(fast.router.hop, 2);
}

TEST(ChipNetwork, ACrossbarTakesItsLatencyAndItsBuffersCoverIt) {
  const ChipNetwork network =
      network_of(clocked({CrossbarSpec{kLink, kLink * 16.0, Picoseconds(60'000)}}), 16);
  EXPECT_NEAR(idle(network), 60 + 2, 1e-9);
  OpenLoop overload;
  overload.rate = 1;
  overload.warm_up = 2'000;
  overload.measured = 6'000;
  overload.drained = false;
  const Pattern uniform(PatternKind::kUniform, network.topology);
  EXPECT_GT(run_open_loop(network.topology, network.router, uniform, overload).accepted, 0.6);
}

TEST(ChipNetwork, ATrunkIsAsManyLinksAsItsRateIsWorth) {
  const CrossbarSpec die{kLink, kLink * 8.0, Picoseconds(10'000)};
  const ChipNetwork network =
      network_of(clocked({HierarchicalSpec{2, die, kLink * 4.0, Picoseconds(20'000), 0.5}}), 16);
  EXPECT_EQ(network.topology.name, "groups:2x8x4");
  // Half of all go through the other die: one router and the trunk more.
  EXPECT_NEAR(idle(network), 10 + 2 + 0.5 * (4 + 20), 1e-9);
}

TEST(ChipNetwork, ARingHasItsMemoryPortsAtEvenlySpreadStops) {
  const ChipNetwork network =
      network_of(clocked({RingSpec{8, kLink, Picoseconds(4000), 2, 2, true}}), 16);
  EXPECT_EQ(network.topology.name, "ring:8x2:one-way");
  EXPECT_THAT(network.memory_nodes, testing::ElementsAre(0, 8));
}

}  // namespace
}  // namespace tessera::noc
