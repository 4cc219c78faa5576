// The ways between nodes, each found once.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/noc/topology.h"

namespace tessera::noc {

class RouteTable {
 public:
  // Output and channels are all a router needs; small, because every head looks it up everywhere.
  struct Step {
    std::uint16_t output;
    Channels channels;
  };

  explicit RouteTable(const Topology& topology)
      : topology_(topology), rows_(topology.nodes.size()) {}

  // Where in hops() the way begins.
  std::int32_t first_hop(int source, int destination, int tie) {
    std::vector<std::int32_t>& row = rows_[static_cast<std::size_t>(source)];
    if (row.empty())
      row.assign(topology_.nodes.size() * static_cast<std::size_t>(topology_.ties), -1);
    const int way = destination * topology_.ties + (tie & (topology_.ties - 1));
    std::int32_t& first = row[static_cast<std::size_t>(way)];
    if (first < 0) {
      first = static_cast<std::int32_t>(hops_.size());
      for (const Hop& hop : topology_.route(source, destination, tie))
        hops_.push_back({static_cast<std::uint16_t>(hop.output), hop.channels});
    }
    return first;
  }

  Step step(std::int32_t index) const { return hops_[static_cast<std::size_t>(index)]; }

 private:
  const Topology& topology_;
  std::vector<std::vector<std::int32_t>> rows_;  // by source, then destination and tie
  std::vector<Step> hops_;
};

}  // namespace tessera::noc
