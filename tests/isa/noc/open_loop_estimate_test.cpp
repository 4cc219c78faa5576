// The closed form, against the flit level and the reference tables.
#include "isa/noc/open_loop_estimate.h"

#include <gtest/gtest.h>

#include "isa/noc/open_loop.h"

namespace tessera::noc {
namespace {

OpenLoopEstimate estimate(const Topology& topology, PatternKind kind, int flits) {
  return {link_loads(topology, Pattern(kind, topology)), {}, flits};
}

TEST(LinkLoads, TheBusiestLinkOfTheLiterature) {
  const auto limit = [](const Topology& topology, PatternKind kind) {
    return link_loads(topology, Pattern(kind, topology)).limit();
  };
  EXPECT_DOUBLE_EQ(limit(mesh(8, 8), PatternKind::kUniform), 0.5);  // 4 / side
  EXPECT_DOUBLE_EQ(limit(mesh(4, 4), PatternKind::kTranspose), 1.0 / 3);
  EXPECT_DOUBLE_EQ(limit(mesh(8, 8), PatternKind::kTranspose), 1.0 / 7);
  EXPECT_DOUBLE_EQ(limit(flattened_butterfly(4, 4, 4), PatternKind::kTranspose), 0.25);
  EXPECT_DOUBLE_EQ(limit(mesh(8, 8), PatternKind::kMemory), 4.0 / 64);
  EXPECT_DOUBLE_EQ(limit(mesh(8, 8), PatternKind::kNeighbour), 1);
}

TEST(LinkLoads, MixesTellHowManyInputsFeedALink) {
  const LinkLoads cross = link_loads(crossbar(16), Pattern(PatternKind::kUniform, crossbar(16)));
  EXPECT_EQ(cross.links.size(), 16);
  for (const LinkLoad& link : cross.links) EXPECT_NEAR(link.mix(), 1 - 1.0 / 16, 1e-12);
  EXPECT_DOUBLE_EQ(cross.mean_routers, 1);
}

TEST(OpenLoopEstimate, NobodyWaitsAtALinkThatOneInputFeeds) {
  const OpenLoopEstimate neighbour = estimate(mesh(8, 8), PatternKind::kNeighbour, 1);
  EXPECT_NEAR(*neighbour.latency(0.9), neighbour.idle_latency(), 0.5);
}

TEST(OpenLoopEstimate, IsThatOfTheFlitLevelUpToSevenTenthsOfSaturation) {
  struct Case {
    Topology topology;
    PatternKind kind;
    double rate;  // 0.5 to 0.6 of what the reference accepts in overload
  };
  for (const Case& each : {Case{mesh(4, 4), PatternKind::kUniform, 0.45},
                           Case{torus(4, 4), PatternKind::kUniform, 0.48},
                           Case{crossbar(16), PatternKind::kUniform, 0.32},
                           Case{mesh(4, 4), PatternKind::kMemory, 0.135}}) {
    for (const int flits : {1, 5}) {
      OpenLoop load;
      load.rate = each.rate;
      load.packet_flits = flits;
      load.measured = 30'000;
      const double flit_level =
          run_open_loop(each.topology, {}, Pattern(each.kind, each.topology), load).packet_latency;
      const double closed = *estimate(each.topology, each.kind, flits).latency(each.rate);
      EXPECT_NEAR(closed, flit_level, 0.065 * flit_level) << each.topology.name;
    }
  }
}

TEST(OpenLoopEstimate, HasNoLatencyBeyondWhatALinkCanDo) {
  const OpenLoopEstimate grid = estimate(mesh(8, 8), PatternKind::kUniform, 1);
  EXPECT_TRUE(grid.latency(0.9 * grid.saturation()));
  EXPECT_FALSE(grid.latency(1.01 * grid.saturation()));
  EXPECT_LE(grid.saturation(), grid.loads().limit());
}

}  // namespace
}  // namespace tessera::noc
