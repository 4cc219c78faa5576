// Against rows of the reference tables (BookSim2, configuration in the README beside them).
#include "isa/noc/open_loop.h"

#include <gtest/gtest.h>

namespace tessera::noc {
namespace {

OpenLoopResult at(const Topology& topology, PatternKind kind, double rate, int flits) {
  OpenLoop load;
  load.rate = rate;
  load.packet_flits = flits;
  load.warm_up = 3'000;
  load.measured = 20'000;
  return run_open_loop(topology, {}, Pattern(kind, topology), load);
}

double saturation(const Topology& topology, PatternKind kind, int flits) {
  OpenLoop load;
  load.rate = 1;
  load.packet_flits = flits;
  load.warm_up = 3'000;
  load.measured = 10'000;
  load.drained = false;
  return run_open_loop(topology, {}, Pattern(kind, topology), load).accepted;
}

TEST(OpenLoop, AnIdleNetworkTakesWhatItsHopsTake) {
  const OpenLoopResult idle = at(mesh(8, 8), PatternKind::kUniform, 0.002, 5);
  EXPECT_NEAR(idle.packet_latency, 4 * idle.mean_routers + 2 + 4, 0.1);
  EXPECT_NEAR(idle.accepted, 0.002, 0.0002);
}

TEST(OpenLoop, LatencyUnderLoadIsThatOfTheReference) {
  EXPECT_NEAR(at(mesh(4, 4), PatternKind::kUniform, 0.57496, 1).packet_latency, 18.377, 0.03 * 18);
  EXPECT_NEAR(at(mesh(4, 4), PatternKind::kUniform, 0.55202, 5).packet_latency, 33.861, 0.05 * 34);
}

TEST(OpenLoop, SaturationIsThatOfTheReference) {
  EXPECT_NEAR(saturation(mesh(4, 4), PatternKind::kUniform, 1), 0.76662, 0.04 * 0.767);
  EXPECT_NEAR(saturation(mesh(4, 4), PatternKind::kMemory, 1), 0.22497, 0.04 * 0.225);
  EXPECT_NEAR(saturation(mesh(4, 4), PatternKind::kUniform, 5), 0.73602, 0.04 * 0.736);
}

TEST(OpenLoop, ARateBeyondTheBusiestLinkIsNotSteady) {
  OpenLoop load;
  load.rate = 0.36;  // a transposition on 4 x 4 diverges at 1/3
  load.measured = 200'000;
  const Topology grid = mesh(4, 4);
  const Pattern transpose(PatternKind::kTranspose, grid);
  const OpenLoopResult beyond = run_open_loop(grid, {}, transpose, load);
  load.rate = 0.32;
  const OpenLoopResult below = run_open_loop(grid, {}, transpose, load);
  EXPECT_GT(beyond.packet_latency, 20 * below.packet_latency);
  EXPECT_NEAR(beyond.busiest_link, 1, 0.01);
}

// Latency of a long run over that of a short one: it grows with the length where packets wait
// without end.
double growth(const Topology& topology, double rate) {
  const Pattern transpose(PatternKind::kTranspose, topology);
  OpenLoop load;
  load.rate = rate;
  load.warm_up = 2'000;
  load.measured = 15'000;
  const double brief = run_open_loop(topology, {}, transpose, load).packet_latency;
  load.measured = 120'000;
  return run_open_loop(topology, {}, transpose, load).packet_latency / brief;
}

TEST(OpenLoop, TranspositionsDivergeWithinTwoPercentOfTheBusiestLinksLimit) {
  EXPECT_LT(growth(mesh(4, 4), 0.98 / 3), 1.5);
  EXPECT_GT(growth(mesh(4, 4), 1.02 / 3), 2.5);
  EXPECT_LT(growth(flattened_butterfly(4, 4, 4), 0.98 / 4), 1.5);
  EXPECT_GT(growth(flattened_butterfly(4, 4, 4), 1.02 / 4), 2.5);
}

TEST(OpenLoop, MoreLoadIsNeverFaster) {
  double before = 0;
  for (const double rate : {0.05, 0.2, 0.3, 0.36}) {
    const double latency = at(mesh(8, 8), PatternKind::kUniform, rate, 1).packet_latency;
    EXPECT_GT(latency, before);
    before = latency;
  }
}

TEST(OpenLoop, WhatArrivesIsWhatWasSentBelowSaturation) {
  for (const PatternKind kind : {PatternKind::kUniform, PatternKind::kHotspot, PatternKind::kMemory,
                                 PatternKind::kNeighbour}) {
    const OpenLoopResult result = at(torus(4, 4), kind, 0.1, 5);
    EXPECT_NEAR(result.accepted, 0.1, 0.005);
    EXPECT_TRUE(result.steady);
    EXPECT_GE(result.most_accepted, result.least_accepted);
  }
}

}  // namespace
}  // namespace tessera::noc
