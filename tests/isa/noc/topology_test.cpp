#include "isa/noc/topology.h"

#include <gtest/gtest.h>

namespace tessera::noc {
namespace {

const std::vector<Topology>& every_kind() {
  static const std::vector<Topology> kinds{mesh(4, 4),
                                           mesh(3, 5),
                                           mesh(4, 4, 4),
                                           mesh(2, 3, 2),
                                           torus(4, 4),
                                           torus(3, 8),
                                           torus(2, 2),
                                           flattened_butterfly(4, 4, 4),
                                           flattened_butterfly(2, 3, 1),
                                           ring(16),
                                           ring(5, 2),
                                           ring(7, 1, true),
                                           crossbar(16),
                                           crossbar(1),
                                           hierarchical(2, 8, 4, 10),
                                           hierarchical(4, 4, 2, 6)};
  return kinds;
}

TEST(NocTopology, EveryWayFollowsLinksAndEndsAtItsNode) {
  for (const Topology& topology : every_kind()) {
    for (int source = 0; source < topology.node_count(); ++source) {
      for (int destination = 0; destination < topology.node_count(); ++destination) {
        for (int tie = 0; tie < topology.ties; ++tie) {
          int router = topology.place(source).router;
          int node = -1;
          for (const Hop& hop : topology.route(source, destination, tie)) {
            ASSERT_EQ(hop.router, router) << topology.name;
            const Link& link = topology.link(router, hop.output);
            ASSERT_TRUE(link.exists()) << topology.name;
            router = link.router;
            node = link.node;
          }
          ASSERT_EQ(node, destination) << topology.name;
        }
      }
    }
  }
}

TEST(NocTopology, NoInputIsFedTwice) {
  for (const Topology& topology : every_kind()) {
    std::vector<std::vector<int>> fed;
    for (int r = 0; r < topology.router_count(); ++r)
      fed.emplace_back(static_cast<std::size_t>(topology.ports(r)), 0);
    const auto feed = [&](int router, int input) {
      const int times = ++fed[static_cast<std::size_t>(router)][static_cast<std::size_t>(input)];
      EXPECT_EQ(times, 1) << topology.name;
    };
    for (int node = 0; node < topology.node_count(); ++node)
      feed(topology.place(node).router, topology.place(node).input);
    for (const auto& outputs : topology.routers)
      for (const Link& link : outputs)
        if (link.router >= 0) feed(link.router, link.input);
  }
}

double mean_routers(const Topology& topology) {
  std::size_t sum = 0;
  for (int source = 0; source < topology.node_count(); ++source)
    for (int destination = 0; destination < topology.node_count(); ++destination)
      sum += topology.route(source, destination, 0).size();
  return static_cast<double>(sum) / (topology.node_count() * topology.node_count());
}

TEST(NocTopology, WaysAreAsLongAsTheLiteratureSays) {
  EXPECT_DOUBLE_EQ(mean_routers(mesh(8, 8)), 6.25);
  EXPECT_DOUBLE_EQ(mean_routers(torus(4, 4)), 3);
  EXPECT_DOUBLE_EQ(mean_routers(torus(8, 8)), 5);
  EXPECT_DOUBLE_EQ(mean_routers(mesh(4, 4, 4)), 3.5);
  EXPECT_DOUBLE_EQ(mean_routers(flattened_butterfly(4, 4, 4)), 2.5);
  EXPECT_DOUBLE_EQ(mean_routers(crossbar(16)), 1);
}

TEST(NocTopology, FourNodesOfARouterAreABlockOfTheGrid) {
  const Topology concentrated = mesh(4, 4, 4);
  EXPECT_EQ(concentrated.columns, 8);
  for (const int node : {0, 1, 8, 9}) EXPECT_EQ(concentrated.place(node).router, 0);
  EXPECT_EQ(concentrated.place(2).router, 1);
  EXPECT_EQ(concentrated.place(63).router, 15);
}

TEST(NocTopology, ATieTakesTheOtherWayRound) {
  const Topology square = torus(1, 4);
  EXPECT_EQ(square.route(0, 2, 0).size(), 3);
  EXPECT_EQ(square.route(0, 2, 0)[1].router, 3);
  EXPECT_EQ(square.route(0, 2, 1)[1].router, 1);
  EXPECT_EQ(square.route(0, 1, 0)[1].router, 1);
}

TEST(NocTopology, BehindTheDatelineTheUpperChannelsAreTaken) {
  const auto way = ring(4, 1, true).route(2, 1, 0);
  ASSERT_EQ(way.size(), 4);
  EXPECT_EQ(way[0].channels, Channels::kLower);
  EXPECT_EQ(way[1].channels, Channels::kUpper);
  EXPECT_EQ(way[2].channels, Channels::kUpper);
  EXPECT_EQ(way[3].channels, Channels::kAll);
}

}  // namespace
}  // namespace tessera::noc
