#include "isa/noc/open_loop.h"

#include <algorithm>
#include <deque>
#include <limits>

namespace tessera::noc {
namespace {

// How long packets that count are waited for: so many times what was measured.
constexpr Clock kPatience = 2;
// Packets that a source keeps in overload, where further ones change nothing.
constexpr std::size_t kMostWaiting = 1000;

class OpenLoopTraffic : public Traffic {
 public:
  OpenLoopTraffic(const Topology& topology, const Pattern& pattern, const OpenLoop& load)
      : pattern_(pattern), load_(load), probability_(load.rate / load.packet_flits) {
    for (int node = 0; node < topology.node_count(); ++node) {
      Node& added =
          nodes_.emplace_back(Node{Random(load.seed, static_cast<std::uint64_t>(node)), {}});
      next_.push_back(added.random.gap(probability_) - 1);
    }
    find_due();
  }

  Clock due() const override { return due_; }

  void create(Clock now, std::vector<int>& nodes) override {
    for (std::size_t n = 0; n < next_.size(); ++n) {
      if (next_[n] > now) continue;
      Node& node = nodes_[n];
      next_[n] = now + node.random.gap(probability_);
      if (!load_.drained && node.waiting.size() >= kMostWaiting) continue;
      if (node.waiting.empty()) nodes.push_back(static_cast<int>(n));
      node.waiting.push_back(now);
      if (counts(now)) ++outstanding_;
    }
    find_due();
  }

  std::optional<Packet> take(int n, Clock) override {
    Node& node = nodes_[static_cast<std::size_t>(n)];
    if (node.waiting.empty()) return std::nullopt;
    Packet packet;
    packet.source = n;
    packet.destination = pattern_.destination(n, node.random);
    packet.flits = load_.packet_flits;
    packet.tie = static_cast<int>(node.random.next() >> 60);
    packet.created = node.waiting.front();
    node.waiting.pop_front();
    return packet;
  }

  void delivered(const Packet& packet, Clock now) override {
    if (!counts(packet.created)) return;
    --outstanding_;
    ++result_.packets;
    result_.packet_latency += static_cast<double>(now - packet.created);
    result_.network_latency += static_cast<double>(now - packet.injected);
    result_.mean_routers += packet.routers;
  }

  bool finished(Clock now) const override { return now >= end() && outstanding_ == 0; }

  Clock end() const { return load_.warm_up + load_.measured; }
  std::int64_t outstanding() const { return outstanding_; }

  OpenLoopResult result() const {
    OpenLoopResult mean = result_;
    const auto packets = static_cast<double>(std::max<std::int64_t>(1, result_.packets));
    mean.packet_latency /= packets;
    mean.network_latency /= packets;
    mean.mean_routers /= packets;
    return mean;
  }

 private:
  struct Node {
    Random random;
    std::deque<Clock> waiting;  // when the packets came into being
  };

  bool counts(Clock created) const { return created >= load_.warm_up && created < end(); }
  void find_due() { due_ = *std::min_element(next_.begin(), next_.end()); }

  const Pattern& pattern_;
  OpenLoop load_;
  double probability_;  // of a packet, per clock
  std::vector<Node> nodes_;
  std::vector<Clock> next_;  // packet of each node
  Clock due_ = 0;
  std::int64_t outstanding_ = 0;
  OpenLoopResult result_;
};

void add_flows(const FlitRun& run, const Topology& topology, double clocks,
               OpenLoopResult& result) {
  double sum = 0;
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const std::int64_t ejected : run.ejected) {
    const auto flits = static_cast<double>(ejected);
    sum += flits;
    most = std::max(most, flits);
    if (flits > 0) least = std::min(least, flits);
  }
  result.accepted = sum / clocks / topology.node_count();
  result.least_accepted = std::min(least, most) / clocks;
  result.most_accepted = most / clocks;
  for (int r = 0; r < topology.router_count(); ++r) {
    for (int o = 0; o < topology.ports(r); ++o) {
      const double load =
          static_cast<double>(
              run.on_link[static_cast<std::size_t>(r)][static_cast<std::size_t>(o)]) /
          clocks;
      if (load <= result.busiest_link) continue;
      result.busiest_link = load;
      result.busiest_router = r;
      result.busiest_output = o;
    }
  }
}

}  // namespace

OpenLoopResult run_open_loop(const Topology& topology, const RouterParameters& router,
                             const Pattern& pattern, const OpenLoop& load) {
  OpenLoopTraffic traffic(topology, pattern, load);
  FlitLimits limits;
  limits.count_from = load.warm_up;
  limits.count_until = traffic.end();
  limits.end = traffic.end() + (load.drained ? kPatience * load.measured : 0);
  const FlitRun run = run_flits(topology, router, traffic, limits);
  OpenLoopResult result = traffic.result();
  add_flows(run, topology, static_cast<double>(load.measured), result);
  result.steady = traffic.outstanding() == 0;
  result.deadlocked = run.deadlocked;
  result.clocks = run.end;
  return result;
}

}  // namespace tessera::noc
