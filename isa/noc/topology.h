// Routers, the links between them, the nodes at them, and the way from node to node.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tessera::noc {

// Which virtual channels of a link a packet may take: all, or the half on its side of a dateline.
enum class Channels : std::uint8_t { kAll, kLower, kUpper };

// One router of a way: the output that is taken there, and on which channels.
struct Hop {
  std::int32_t router = 0;
  std::int16_t output = 0;
  Channels channels = Channels::kAll;
};

// Where an output leads: a router's input, or a node.
struct Link {
  std::int32_t router = -1;
  std::int32_t input = -1;
  std::int32_t node = -1;
  std::int32_t extra = 0;  // clocks beyond those of a hop
  bool exists() const { return router >= 0 || node >= 0; }
};

struct NodePlace {
  std::int32_t router = 0;
  std::int32_t input = 0;   // where it injects
  std::int32_t output = 0;  // where it is delivered to
};

struct Topology {
  std::string name;
  // The nodes as a grid, row by row: what patterns by place go by. One row where there is none.
  int rows = 1, columns = 1;
  std::vector<std::vector<Link>> routers;  // by output
  std::vector<NodePlace> nodes;
  // Ways of equal length from which a packet's `tie` picks one: the two ways round of each of a
  // torus' dimensions. A power of two.
  int ties = 1;
  std::function<std::vector<Hop>(int source, int destination, int tie)> route;

  int node_count() const { return static_cast<int>(nodes.size()); }
  int router_count() const { return static_cast<int>(routers.size()); }
  int ports(int router) const {
    return static_cast<int>(routers[static_cast<std::size_t>(router)].size());
  }
  const Link& link(int router, int output) const {
    return routers[static_cast<std::size_t>(router)][static_cast<std::size_t>(output)];
  }
  int extra_on(const std::vector<Hop>& way) const {
    int extra = 0;
    for (const Hop& hop : way) extra += link(hop.router, hop.output).extra;
    return extra;
  }
  const NodePlace& place(int node) const { return nodes[static_cast<std::size_t>(node)]; }
};

// `concentration` nodes per router: blocks of the grid of nodes, as square as they can be (2 x 2
// for four).
Topology mesh(int rows, int columns, int concentration = 1);   // x first, then y
Topology torus(int rows, int columns, int concentration = 1);  // x first, the shorter way round
Topology flattened_butterfly(int rows, int columns, int concentration);  // x first
Topology ring(int stops, int concentration = 1, bool one_way = false);
Topology crossbar(int nodes);
// Groups of nodes with a crossbar each. Two groups are joined by `lanes` links of a port's width
// per direction, more of them by a switch that each has as many links to. A node uses always the
// same lane. `extra` clocks on every way from group to group.
Topology hierarchical(int groups, int nodes_of_a_group, int lanes, int extra);

}  // namespace tessera::noc
