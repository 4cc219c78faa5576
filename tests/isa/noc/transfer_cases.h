// Workloads of long transfers on several topologies: what the two levels of detail are compared on.
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "isa/noc/pattern.h"
#include "isa/noc/transfers.h"

namespace tessera::noc {

struct TransferShape {
  std::string name;
  std::int64_t least_packets, most_packets;  // of 256 bytes; sizes between are powers of two
  int transfers;                             // of a node of 64, twice as many of fewer
  int open;                                  // at a time
};

inline const std::vector<std::string>& transfer_patterns() {
  static const std::vector<std::string> names{
      "write to corners", "read from corners", "read from nearest corner",
      "right neighbour",  "all to all",        "random",
      "hotspot",          "multicast in a row"};
  return names;
}

// Of targets that are equally near, nodes take them in turn.
inline int nearest(const Topology& topology, int node, const std::vector<int>& targets) {
  const auto routers = [&](int target) { return topology.route(node, target, 0).size(); };
  std::vector<int> near;
  for (const int target : targets) {
    if (!near.empty() && routers(target) < routers(near.front())) near.clear();
    if (near.empty() || routers(target) == routers(near.front())) near.push_back(target);
  }
  return near[static_cast<std::size_t>(node) % near.size()];
}

// The `i`th of rounds over `count`, each round in an order of the node's own.
inline int place_in_round(int node, int i, int count) {
  std::vector<int> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  Random random(static_cast<std::uint64_t>(i / count), static_cast<std::uint64_t>(node));
  for (int left = count; left > 1; --left)
    std::swap(order[static_cast<std::size_t>(left - 1)],
              order[static_cast<std::size_t>(random.below(left))]);
  return order[static_cast<std::size_t>(i % count)];
}

// Where the `i`th transfer of the node goes to (or comes from).
inline int other_end(const std::string& pattern, const Topology& topology, int node, int i,
                     Random& random) {
  const int nodes = topology.node_count();
  const int columns = topology.columns;
  const Pattern corners(PatternKind::kMemory, topology);
  if (pattern == "right neighbour") return node / columns * columns + (node + 1) % columns;
  if (pattern == "read from nearest corner") return nearest(topology, node, corners.targets());
  if (pattern == "all to all") return (node + 1 + place_in_round(node, i, nodes - 1)) % nodes;
  if (pattern == "multicast in a row")
    return node / columns * columns + (node + 1 + place_in_round(node, i, columns - 1)) % columns;
  if (pattern == "random") return (node + 1 + random.below(nodes - 1)) % nodes;
  if (pattern == "hotspot")
    return Pattern(PatternKind::kHotspot, topology).destination(node, random);
  return corners.targets()[static_cast<std::size_t>(i + node) % corners.targets().size()];
}

inline TransferWorkload workload(const std::string& pattern, const Topology& topology,
                                 const TransferShape& shape, double think) {
  TransferWorkload made;
  made.open = shape.open;
  for (int node = 0; node < topology.node_count(); ++node) {
    Random random(11, static_cast<std::uint64_t>(node));
    std::vector<TransferJob>& jobs = made.jobs.emplace_back();
    const int transfers = topology.node_count() < 64 ? 2 * shape.transfers : shape.transfers;
    for (int i = 0; i < transfers; ++i) {
      TransferJob job;
      job.other = other_end(pattern, topology, node, i, random);
      job.read = pattern == "read from corners" || pattern == "read from nearest corner";
      job.packets = shape.least_packets;
      int doublings = 0;
      while (shape.least_packets << (doublings + 1) <= shape.most_packets) ++doublings;
      job.packets <<= random.below(doublings + 1);
      const double spread = 0.5 + random.share();
      job.think = think * spread * static_cast<double>(job.packets) * made.packet_flits;
      jobs.push_back(job);
    }
  }
  return made;
}

inline std::vector<Topology> transfer_topologies() {
  return {mesh(8, 8), torus(4, 4), mesh(4, 4, 4), flattened_butterfly(4, 4, 4), crossbar(16)};
}

inline std::vector<TransferShape> transfer_shapes() {
  return {{"4 KiB", 16, 16, 24, 2}, {"64 KiB", 256, 256, 14, 1}, {"1 to 64 KiB", 4, 256, 24, 2}};
}

inline constexpr double kMergeEfficiency = 0.9;

// With pauses such that, as fluids, nine tenths of the transfers take as long as at 0.7 of what the
// network takes of them flit by flit.
inline TransferWorkload at_seven_tenths(const std::string& pattern, const Topology& topology,
                                        const TransferShape& shape) {
  constexpr double kShareOfSaturation = 0.7;
  const TransferWorkload without_pauses = workload(pattern, topology, shape, 0);
  const double nine_tenths =
      run_transfers_by_flits(topology, {}, without_pauses).nine_tenths / kShareOfSaturation;
  double low = 0, high = 200;
  for (int i = 0; i < 20; ++i) {
    const double middle = (low + high) / 2;
    const TransferWorkload work = workload(pattern, topology, shape, middle);
    const TransferResult result = run_transfers_as_fluid(topology, {}, kMergeEfficiency, work);
    (result.nine_tenths < nine_tenths ? low : high) = middle;
  }
  return workload(pattern, topology, shape, low);
}

}  // namespace tessera::noc
