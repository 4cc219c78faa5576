#include "isa/noc/fluid_network.h"

#include <gtest/gtest.h>

#include "isa/noc/transfers.h"
#include "tests/isa/noc/transfer_cases.h"

namespace tessera::noc {
namespace {

constexpr double kMerged = 0.9;

TEST(FluidNetwork, ATransferAloneMovesAFlitPerClock) {
  const Topology grid = mesh(4, 4);
  FluidNetwork alone(grid, kMerged);
  EXPECT_EQ(alone.begin(10, 0, 15, 0, 100), 0);
  EXPECT_DOUBLE_EQ(alone.next_end(), 110);
  EXPECT_EQ(alone.routers_on_way(0), 7);
  EXPECT_EQ(alone.end_next(), 0);
  EXPECT_EQ(alone.next_end(), std::numeric_limits<double>::infinity());
}

TEST(FluidNetwork, TransfersOfOneSourceShareItsLinkEqually) {
  const Topology grid = mesh(1, 4);
  FluidNetwork network(grid, kMerged);
  network.begin(0, 1, 0, 0, 100);
  network.begin(0, 1, 2, 0, 50);
  EXPECT_DOUBLE_EQ(network.next_end(), 100);  // half a flit per clock each
  EXPECT_EQ(network.end_next(), 1);
  EXPECT_DOUBLE_EQ(network.next_end(), 150);  // the other half from then on
}

TEST(FluidNetwork, ALinkThatTwoInputsFeedCarriesLess) {
  const Topology grid = mesh(1, 4);
  FluidNetwork network(grid, kMerged);
  network.begin(0, 0, 3, 0, 90);
  network.begin(0, 1, 2, 0, 45);  // both use the link from 1 to 2
  EXPECT_DOUBLE_EQ(network.next_end(), 100);
  EXPECT_EQ(network.end_next(), 1);
  EXPECT_DOUBLE_EQ(network.next_end(), 100 + 45);  // one flit per clock again
}

// A third of what node 4 takes is all that the first one gets.
void three_into_node_four(FluidNetwork& network) {
  network.begin(0, 0, 4, 0, 1000);
  network.begin(0, 3, 4, 0, 1000);
  network.begin(0, 5, 4, 0, 1000);
}

TEST(FluidNetwork, WhatATransferCannotUseOfALinkGoesToTheOthers) {
  const Topology grid = mesh(1, 6);
  FluidNetwork network(grid, kMerged);
  three_into_node_four(network);
  network.begin(0, 1, 2, 0, 170);  // beside the first one, from 1 to 2
  EXPECT_NEAR(network.next_end(), 170 / (kMerged - 1.0 / 3), 1e-9);
  EXPECT_EQ(network.end_next(), 3);
}

TEST(FluidNetwork, ATransferThatBeginsLaterTakesItsShareBack) {
  const Topology grid = mesh(1, 6);
  FluidNetwork network(grid, kMerged);
  network.begin(0, 1, 2, 0, 170);
  three_into_node_four(network);
  EXPECT_NEAR(network.next_end(), 170 / (kMerged - 1.0 / 3), 1e-9);
}

TEST(FluidNetwork, ANodeTakesTurnsAlsoWithATransferThatIsHeldBack) {
  const Topology grid = mesh(1, 6);
  FluidNetwork network(grid, kMerged);
  three_into_node_four(network);
  network.begin(0, 0, 1, 0, 50);
  EXPECT_DOUBLE_EQ(network.next_end(), 100);  // half a flit per clock, not two thirds
}

TEST(FluidNetwork, NumbersAreUsedAgain) {
  const Topology cross = crossbar(4);
  FluidNetwork network(cross, kMerged);
  EXPECT_EQ(network.begin(0, 0, 1, 0, 10), 0);
  EXPECT_EQ(network.begin(0, 2, 3, 0, 20), 1);
  EXPECT_EQ(network.end_next(), 0);
  EXPECT_EQ(network.begin(10, 1, 0, 0, 10), 0);
  EXPECT_DOUBLE_EQ(network.busiest_link(10), 1);
}

TransferWorkload one(int node, int nodes, TransferJob job) {
  TransferWorkload workload;
  workload.open = 1;
  workload.skew = 0;
  workload.jobs.resize(static_cast<std::size_t>(nodes));
  workload.jobs[static_cast<std::size_t>(node)].push_back(job);
  return workload;
}

// The two levels of detail agree to the clock where nothing is shared.
TEST(Transfers, AloneTakeTheSameOnBothLevels) {
  const Topology grid = mesh(4, 4);
  for (const bool read : {false, true}) {
    const TransferWorkload lonely = one(0, 16, {15, 16, read, 0});
    const double flits = 16 * 5, way = 4 * 7;
    const double expected = flits + way + 1 + (read ? way + 2 : 0);
    EXPECT_DOUBLE_EQ(run_transfers_by_flits(grid, {}, lonely).last, expected);
    EXPECT_DOUBLE_EQ(run_transfers_as_fluid(grid, {}, kMerged, lonely).last, expected);
  }
}

TEST(Transfers, AThinkingCoreWaitsBetweenItsTransfers) {
  const Topology grid = mesh(4, 4);
  TransferWorkload two = one(0, 16, {1, 4, false, 100});
  two.jobs[0].push_back({1, 4, false, 0});
  const double alone = 4 * 5 + 4 * 2 + 1;
  EXPECT_DOUBLE_EQ(run_transfers_by_flits(grid, {}, two).last, 2 * alone + 100);
  EXPECT_DOUBLE_EQ(run_transfers_as_fluid(grid, {}, kMerged, two).last, 2 * alone + 100);
}

TEST(Transfers, AllEndOnBothLevelsWhateverThePattern) {
  for (const Topology& topology : {mesh(4, 4), torus(4, 4), ring(12), hierarchical(2, 8, 4, 6)}) {
    for (const std::string& pattern : transfer_patterns()) {
      const TransferWorkload work = workload(pattern, topology, {"4 KiB", 16, 16, 2, 2}, 1);
      const std::size_t transfers = 4 * topology.nodes.size();
      EXPECT_EQ(run_transfers_by_flits(topology, {}, work).latencies.size(), transfers);
      EXPECT_EQ(run_transfers_as_fluid(topology, {}, kMerged, work).latencies.size(), transfers);
    }
  }
}

TEST(Transfers, ManyToManyWithoutPausesSaysThatItIsOutsideTheBound) {
  for (const Topology& topology : {torus(4, 4), mesh(4, 4, 4), crossbar(16)}) {
    const auto outside = [&](const char* pattern, double think) {
      const TransferWorkload work = workload(pattern, topology, {"4 KiB", 16, 16, 12, 2}, think);
      return run_transfers_as_fluid(topology, {}, kMerged, work).outside_bound;
    };
    EXPECT_TRUE(outside("all to all", 0)) << topology.name;
    EXPECT_TRUE(outside("random", 0)) << topology.name;
    EXPECT_FALSE(outside("all to all", 20)) << topology.name;
    EXPECT_FALSE(outside("read from corners", 0)) << topology.name;
  }
}

TEST(Transfers, MoreThinkingIsNeverBusier) {
  const Topology grid = mesh(8, 8);
  double before = 2;
  for (const double think : {0.0, 2.0, 10.0}) {
    const TransferWorkload work = workload("random", grid, {"4 KiB", 16, 16, 6, 2}, think);
    const double busiest = run_transfers_as_fluid(grid, {}, kMerged, work).busiest_link;
    EXPECT_LT(busiest, before);
    before = busiest;
  }
}

}  // namespace
}  // namespace tessera::noc
