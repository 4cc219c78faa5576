#include "isa/noc/flit_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tessera::noc {
namespace {

// Packets of a list, each from its clock on.
class ListTraffic : public Traffic {
 public:
  explicit ListTraffic(std::vector<Packet> packets) : packets_(std::move(packets)) {
    left_ = packets_.size();
  }
  Clock due() const override { return next_ < packets_.size() ? packets_[next_].created : kNever; }
  void create(Clock now, std::vector<int>& nodes) override {
    for (; next_ < packets_.size() && packets_[next_].created <= now; ++next_) {
      waiting_[packets_[next_].source].push_back(packets_[next_]);
      nodes.push_back(packets_[next_].source);
    }
  }
  std::optional<Packet> take(int node, Clock) override {
    std::vector<Packet>& waiting = waiting_[node];
    if (waiting.empty()) return std::nullopt;
    const Packet packet = waiting.front();
    waiting.erase(waiting.begin());
    return packet;
  }
  void delivered(const Packet& packet, Clock now) override {
    --left_;
    latencies.push_back(now - packet.created);
    routers.push_back(packet.routers);
  }
  bool finished(Clock) const override { return left_ == 0; }

  std::vector<Clock> latencies;
  std::vector<int> routers;

 private:
  std::vector<Packet> packets_;
  std::size_t next_ = 0, left_;
  std::map<int, std::vector<Packet>> waiting_;
};

Packet packet(int source, int destination, int flits, Clock created = 0) {
  Packet made;
  made.source = source;
  made.destination = destination;
  made.flits = flits;
  made.created = created;
  return made;
}

Clock alone(const Topology& topology, const RouterParameters& router, const Packet& lonely) {
  ListTraffic traffic({lonely});
  const FlitRun run = run_flits(topology, router, traffic, {});
  EXPECT_EQ(run.flits_in_network, 0);
  return traffic.latencies.empty() ? -1 : traffic.latencies.front();
}

TEST(FlitNetwork, APacketAloneTakesFourClocksARouterAndTwoAndOnePerFurtherFlit) {
  const Topology grid = mesh(8, 8);
  EXPECT_EQ(alone(grid, {}, packet(0, 0, 1)), 4 + 2);
  EXPECT_EQ(alone(grid, {}, packet(0, 63, 1)), 4 * 15 + 2);
  EXPECT_EQ(alone(grid, {}, packet(0, 63, 5, 1234)), 4 * 15 + 2 + 4);
  EXPECT_EQ(alone(crossbar(16), {}, packet(3, 9, 5)), 4 + 2 + 4);
  EXPECT_EQ(alone(crossbar(200), {}, packet(3, 199, 5)), 4 + 2 + 4);  // wider than a word
}

TEST(FlitNetwork, HopsAreAsLongAsTheRouterSays) {
  RouterParameters fast;
  fast.hop = 2;
  EXPECT_EQ(alone(mesh(8, 8), fast, packet(0, 63, 1)), 2 * 15 + 2);
  EXPECT_EQ(alone(hierarchical(2, 4, 1, 10), {}, packet(0, 7, 1)), 4 * 2 + 10 + 2);
  EXPECT_EQ(alone(hierarchical(4, 4, 1, 10), {}, packet(0, 7, 1)), 4 * 3 + 10 + 2);
}

TEST(FlitNetwork, ALongPacketNeedsABufferOfTheCreditLoopToFlow) {
  RouterParameters shallow;
  shallow.channels = 1;
  const Topology line = mesh(1, 4);
  shallow.buffer = 7;
  EXPECT_EQ(alone(line, shallow, packet(0, 3, 64)), 4 * 4 + 2 + 63);
  shallow.buffer = 3;  // a slot is usable again six clocks after it was taken
  EXPECT_GE(alone(line, shallow, packet(0, 3, 64)), 4 * 4 + 2 + 2 * 63 - 6);
}

TEST(FlitNetwork, ALinkThatIsLongerHasTheBufferToCoverIt) {
  EXPECT_EQ(alone(hierarchical(2, 4, 1, 40), {}, packet(0, 7, 64)), 4 * 2 + 40 + 2 + 63);
}

TEST(FlitNetwork, ReportsTheRoutersOnTheWay) {
  ListTraffic traffic({packet(0, 63, 1), packet(0, 0, 1)});
  run_flits(mesh(8, 8), {}, traffic, {});
  std::sort(traffic.routers.begin(), traffic.routers.end());
  EXPECT_EQ(traffic.routers, (std::vector<int>{1, 15}));
}

// Several thousand packets from everywhere to everywhere, all at once.
std::vector<Packet> flood(int nodes, int flits) {
  std::vector<Packet> packets;
  for (int round = 0; round < 40; ++round)
    for (int node = 0; node < nodes; ++node) {
      packets.push_back(packet(node, (node * 7 + round * 13) % nodes, flits));
      packets.back().tie = round;
    }
  return packets;
}

TEST(FlitNetwork, EveryFlitArrivesAndNothingLocksUpUnderOverload) {
  for (const Topology& topology :
       {mesh(4, 4), torus(8, 8), torus(2, 5), ring(16), ring(16, 1, true), crossbar(40),
        flattened_butterfly(4, 4, 4), mesh(4, 4, 4), hierarchical(2, 12, 4, 10),
        hierarchical(4, 8, 2, 10)}) {
    for (const int flits : {1, 5, 20}) {
      ListTraffic traffic(flood(topology.node_count(), flits));
      FlitLimits limits;
      limits.end = 400'000;
      const FlitRun run = run_flits(topology, {}, traffic, limits);
      EXPECT_FALSE(run.deadlocked) << topology.name;
      EXPECT_EQ(run.flits_injected, 40 * flits * topology.node_count()) << topology.name;
      EXPECT_EQ(run.flits_ejected, run.flits_injected) << topology.name;
      EXPECT_TRUE(traffic.finished(0)) << topology.name;
    }
  }
}

TEST(FlitNetwork, RunsAreRepeatable) {
  const Topology grid = torus(4, 4);
  ListTraffic first(flood(16, 5)), second(flood(16, 5));
  run_flits(grid, {}, first, {});
  run_flits(grid, {}, second, {});
  EXPECT_EQ(first.latencies, second.latencies);
}

// The same network with its routers numbered backwards, so that they are stepped backwards.
Topology backwards(Topology topology) {
  const int last = topology.router_count() - 1;
  std::reverse(topology.routers.begin(), topology.routers.end());
  for (auto& outputs : topology.routers)
    for (Link& link : outputs)
      if (link.router >= 0) link.router = last - link.router;
  for (NodePlace& place : topology.nodes) place.router = last - place.router;
  return topology;
}

TEST(FlitNetwork, TheOrderInWhichRoutersAreSteppedDoesNotMatter) {
  for (const Topology& topology : {mesh(4, 4), torus(4, 4), hierarchical(4, 8, 2, 3)}) {
    ListTraffic forth(flood(topology.node_count(), 5)), back(flood(topology.node_count(), 5));
    const FlitRun a = run_flits(topology, {}, forth, {});
    const FlitRun b = run_flits(backwards(topology), {}, back, {});
    EXPECT_EQ(a.end, b.end);
    std::sort(forth.latencies.begin(), forth.latencies.end());
    std::sort(back.latencies.begin(), back.latencies.end());
    EXPECT_EQ(forth.latencies, back.latencies) << topology.name;
  }
}

TEST(FlitNetwork, CountsWhatPassesInTheWindow) {
  ListTraffic traffic({packet(0, 3, 5), packet(0, 3, 5, 1000)});
  FlitLimits limits;
  limits.count_from = 900;
  const FlitRun run = run_flits(mesh(1, 4), {}, traffic, limits);
  EXPECT_EQ(run.ejected, (std::vector<std::int64_t>{0, 0, 0, 5}));
  EXPECT_EQ(run.flit_hops, 4 * 5);
  EXPECT_EQ(run.on_link[0][2], 5);  // east
}

}  // namespace
}  // namespace tessera::noc
