#include "isa/noc/chip_network.h"

#include <algorithm>
#include <cmath>

namespace tessera::noc {
namespace {

constexpr int kUsualHop = 4;
constexpr int kLeastHop = 2;

constexpr double kMostClocks = 10'000;  // of a link

int clocks(Picoseconds time, Hertz clock) {
  return static_cast<int>(
      std::lround(std::min(kMostClocks, to_seconds(time) * static_cast<double>(clock.count()))));
}

// What goes beyond the usual hop is on the links, or only on those to the nodes.
void lengthen(Topology& topology, int hop, bool to_nodes_only) {
  const int extra = std::max(0, hop - kUsualHop);
  for (auto& outputs : topology.routers)
    for (Link& link : outputs)
      if (link.exists() && (link.node >= 0 || !to_nodes_only)) link.extra += extra;
}

// The first node of a router.
int node_at(const Topology& topology, int router) {
  for (int node = 0; node < topology.node_count(); ++node)
    if (topology.place(node).router == router) return node;
  return 0;
}

void add_ports_of_rows(int rows, int columns, int second, ChipNetwork& network) {
  for (int row = 0; row < rows; ++row)
    for (const int column : {0, second})
      if (column == 0 || second != 0)
        network.memory_nodes.push_back(node_at(network.topology, row * columns + column));
}

// Memory on the far side of a crossbar is as wide as all cores together, and addresses are spread
// over all of it.
void add_memory_everywhere(ChipNetwork& network, int nodes) {
  for (int node = 0; node < nodes; ++node) network.memory_nodes.push_back(node);
}

class Builder {
 public:
  Builder(const NetworkSpec& spec, std::int64_t cores)
      : spec_(spec), cores_(static_cast<int>(cores)) {}

  ChipNetwork operator()(const CrossbarSpec& crossbar_spec) const {
    ChipNetwork network;
    network.topology = crossbar(cores_);
    add_memory_everywhere(network, cores_);
    set_hop(clocks(crossbar_spec.latency, spec_.clock), true, network);
    return network;
  }
  ChipNetwork operator()(const MeshSpec& spec) const {
    ChipNetwork network;
    network.topology = mesh(whole(spec.rows), whole(spec.columns), whole(spec.cores_per_router));
    add_ports_of_rows(whole(spec.rows), whole(spec.columns), whole(spec.columns) - 1, network);
    return with_router(spec.router_latency, std::move(network));
  }
  ChipNetwork operator()(const TorusSpec& spec) const {
    ChipNetwork network;
    network.topology = torus(whole(spec.rows), whole(spec.columns), whole(spec.cores_per_router));
    add_ports_of_rows(whole(spec.rows), whole(spec.columns), whole(spec.columns) / 2, network);
    return with_router(spec.router_latency, std::move(network));
  }
  ChipNetwork operator()(const FlattenedButterflySpec& spec) const {
    ChipNetwork network;
    network.topology =
        flattened_butterfly(whole(spec.rows), whole(spec.columns), whole(spec.cores_per_router));
    add_ports_of_rows(whole(spec.rows), whole(spec.columns), whole(spec.columns) - 1, network);
    return with_router(spec.router_latency, std::move(network));
  }
  ChipNetwork operator()(const RingSpec& spec) const {
    ChipNetwork network;
    network.topology = ring(whole(spec.stops), whole(spec.cores_per_router), spec.one_way);
    for (std::int64_t port = 0; port < spec.memory_ports; ++port)
      network.memory_nodes.push_back(
          node_at(network.topology, whole(port * spec.stops / spec.memory_ports)));
    return with_router(spec.router_latency, std::move(network));
  }
  ChipNetwork operator()(const HierarchicalSpec& spec) const {
    const int size = whole(ceil_divide(cores_, spec.groups));
    const double ports = ratio(spec.trunk, spec.group.port_bandwidth);
    const int lanes = std::clamp(static_cast<int>(std::lround(ports)), 1, size);
    ChipNetwork network;
    network.topology =
        hierarchical(whole(spec.groups), size, lanes, clocks(spec.trunk_latency, spec_.clock));
    add_memory_everywhere(network, whole(spec.groups) * size);
    set_hop(clocks(spec.group.latency, spec_.clock), true, network);
    return network;
  }

 private:
  static int whole(std::int64_t number) { return static_cast<int>(number); }

  ChipNetwork with_router(Picoseconds latency, ChipNetwork network) const {
    set_hop(clocks(latency, spec_.clock), false, network);
    return network;
  }

  void set_hop(int hop, bool to_nodes_only, ChipNetwork& network) const {
    network.router.hop = std::clamp(hop, kLeastHop, kUsualHop);
    lengthen(network.topology, hop, to_nodes_only);
    network.router.channels = whole(spec_.router.virtual_channels);
    network.router.buffer = whole(spec_.router.buffer_flits);
    network.router.credit = static_cast<int>(spec_.router.credit.count());
  }

  const NetworkSpec& spec_;
  int cores_;
};

}  // namespace

ChipNetwork network_of(const NetworkSpec& network, std::int64_t cores) {
  return std::visit(Builder(network, cores), network.kind);
}

}  // namespace tessera::noc
