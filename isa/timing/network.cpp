#include "isa/timing/network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace tessera {
namespace {

template <class Kind>
concept Routed = requires(const Kind& kind) {
  kind.router_latency;
};

// The memory port that a router uses, and how many routers lie on the way to it.
struct Way {
  std::int64_t port = 0;
  std::int64_t hops = 1;
};

std::int64_t round_the_ring(std::int64_t from, std::int64_t to, std::int64_t stops) {
  const std::int64_t ahead = (to - from + stops) % stops;
  return std::min(ahead, stops - ahead);
}

template <class Grid>
std::int64_t columns_of(const Grid& grid, std::int64_t routers) {
  if (grid.columns > 0) return std::min(grid.columns, routers);
  auto columns = static_cast<std::int64_t>(std::sqrt(static_cast<double>(routers)));
  while (columns * columns < routers) ++columns;
  return columns;
}

// Ports are numbered two to a row.
Way nearer_of_two(std::int64_t row, std::int64_t to_first, std::int64_t to_second) {
  if (to_first <= to_second) return {2 * row, 1 + to_first};
  return {2 * row + 1, 1 + to_second};
}

Way way(const MeshSpec& mesh, std::int64_t router, std::int64_t routers) {
  const std::int64_t columns = columns_of(mesh, routers);
  const std::int64_t column = router % columns;
  return nearer_of_two(router / columns, column, columns - 1 - column);
}

Way way(const TorusSpec& torus, std::int64_t router, std::int64_t routers) {
  const std::int64_t columns = columns_of(torus, routers);
  const std::int64_t column = router % columns;
  return nearer_of_two(router / columns, round_the_ring(column, 0, columns),
                       round_the_ring(column, columns / 2, columns));
}

// One link to any router of the row: those in between use the port on their side.
Way way(const FlattenedButterflySpec& butterfly, std::int64_t router, std::int64_t routers) {
  const std::int64_t columns = columns_of(butterfly, routers);
  const std::int64_t column = router % columns;
  const bool left = column <= columns - 1 - column;
  const bool at_port = column == 0 || column == columns - 1;
  return {2 * (router / columns) + (left ? 0 : 1), at_port ? 1 : 2};
}

Way way(const RingSpec& ring, std::int64_t router, std::int64_t routers) {
  Way nearest{0, std::numeric_limits<std::int64_t>::max()};
  const std::int64_t ports = std::min(ring.memory_ports, routers);
  for (std::int64_t port = 0; port < ports; ++port) {
    const std::int64_t stop = port * routers / ports;
    const std::int64_t ahead = (stop - router + routers) % routers;
    const std::int64_t hops = 1 + (ring.one_way ? ahead : round_the_ring(router, stop, routers));
    if (hops < nearest.hops) nearest = {port, hops};
  }
  return nearest;
}

// Cores are spread over all routers of a concentrated grid, also where it has room for more.
template <Routed Kind>
Way core_way(const Kind& kind, std::int64_t core, std::int64_t cores) {
  const std::int64_t needed = ceil_divide(cores, kind.cores_per_router);
  if constexpr (requires { kind.rows; }) {
    const std::int64_t routers = kind.rows * kind.columns;
    if (kind.cores_per_router > 1 && routers > needed)
      return way(kind, core * routers / cores, routers);
  }
  return way(kind, core / kind.cores_per_router, needed);
}

Picoseconds crossed(const CrossbarSpec& crossbar) { return crossbar.latency; }
Picoseconds crossed(const HierarchicalSpec& hierarchy) { return hierarchy.group.latency; }
Picoseconds crossed(const Routed auto&) { return Picoseconds(0); }

Picoseconds by_place(const CrossbarSpec&, std::int64_t, std::int64_t) { return Picoseconds(0); }
Picoseconds by_place(const HierarchicalSpec&, std::int64_t, std::int64_t) { return Picoseconds(0); }
template <Routed Kind>
Picoseconds by_place(const Kind& kind, std::int64_t core, std::int64_t cores) {
  return kind.router_latency * core_way(kind, core, cores).hops;
}

double hops(const CrossbarSpec&, std::int64_t) { return 1; }
double hops(const HierarchicalSpec& hierarchy, std::int64_t) { return 1 + hierarchy.trunk_share; }
template <Routed Kind>
double hops(const Kind& kind, std::int64_t cores) {
  std::int64_t sum = 0;
  for (std::int64_t core = 0; core < cores; ++core) sum += core_way(kind, core, cores).hops;
  return static_cast<double>(sum) / static_cast<double>(cores);
}

Picoseconds mean_by_place(const Routed auto& kind, std::int64_t cores) {
  return Picoseconds(
      std::llround(static_cast<double>(kind.router_latency.count()) * hops(kind, cores)));
}
Picoseconds mean_by_place(const auto& kind, std::int64_t cores) { return by_place(kind, 0, cores); }

BytesPerSecond bandwidth(const CrossbarSpec& crossbar, std::int64_t) { return crossbar.bisection; }
BytesPerSecond bandwidth(const HierarchicalSpec& hierarchy, std::int64_t) {
  return hierarchy.group.bisection * static_cast<double>(hierarchy.groups);
}
template <Routed Kind>
BytesPerSecond bandwidth(const Kind& kind, std::int64_t cores) {
  std::vector<std::int64_t> behind;  // cores, by port
  for (std::int64_t core = 0; core < cores; ++core) {
    const auto port = static_cast<std::size_t>(core_way(kind, core, cores).port);
    if (port >= behind.size()) behind.resize(port + 1);
    ++behind[port];
  }
  const std::int64_t busiest = *std::max_element(behind.begin(), behind.end());
  return kind.link_bandwidth * (static_cast<double>(cores) / static_cast<double>(busiest));
}

BytesPerSecond port(const CrossbarSpec& crossbar) { return crossbar.port_bandwidth; }
BytesPerSecond port(const HierarchicalSpec& hierarchy) { return hierarchy.group.port_bandwidth; }
BytesPerSecond port(const Routed auto& kind) { return kind.link_bandwidth; }

}  // namespace

Picoseconds crossbar_latency(const NetworkSpec& network) {
  return std::visit([](const auto& kind) { return crossed(kind); }, network.kind);
}

Picoseconds place_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores) {
  return std::visit([&](const auto& kind) { return by_place(kind, core, cores); }, network.kind);
}

Picoseconds mean_place_latency(const NetworkSpec& network, std::int64_t cores) {
  return std::visit([&](const auto& kind) { return mean_by_place(kind, cores); }, network.kind);
}

Picoseconds trunk_latency(const NetworkSpec& network) {
  const auto* hierarchy = std::get_if<HierarchicalSpec>(&network.kind);
  if (hierarchy == nullptr) return Picoseconds(0);
  return Picoseconds(
      std::llround(static_cast<double>(hierarchy->trunk_latency.count()) * hierarchy->trunk_share));
}

Picoseconds network_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores) {
  return crossbar_latency(network) + trunk_latency(network) + place_latency(network, core, cores);
}

std::int64_t network_groups(const NetworkSpec& network) {
  const auto* hierarchy = std::get_if<HierarchicalSpec>(&network.kind);
  return hierarchy == nullptr ? 1 : hierarchy->groups;
}

double mean_hops(const NetworkSpec& network, std::int64_t cores) {
  return std::visit([&](const auto& kind) { return hops(kind, cores); }, network.kind);
}

BytesPerSecond switched_bandwidth(const NetworkSpec& network, std::int64_t cores) {
  return std::visit([&](const auto& kind) { return bandwidth(kind, cores); }, network.kind);
}

BytesPerSecond trunk_bandwidth(const NetworkSpec& network) {
  const auto* hierarchy = std::get_if<HierarchicalSpec>(&network.kind);
  if (hierarchy == nullptr) return BytesPerSecond(0);
  return hierarchy->trunk * static_cast<double>(hierarchy->groups);
}

BytesPerSecond network_bandwidth(const NetworkSpec& network, std::int64_t cores) {
  const BytesPerSecond switched = switched_bandwidth(network, cores);
  const auto* hierarchy = std::get_if<HierarchicalSpec>(&network.kind);
  if (hierarchy == nullptr || hierarchy->trunk_share == 0 || hierarchy->buffer_per_group)
    return switched;
  return std::min(switched, trunk_bandwidth(network) * (1 / hierarchy->trunk_share));
}

BytesPerSecond port_bandwidth(const ChipSpec& chip) {
  return std::min(chip.core.dma.bandwidth,
                  std::visit([](const auto& kind) { return port(kind); }, chip.network.kind));
}

}  // namespace tessera
