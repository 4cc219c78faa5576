// The routers and links of the network that a chip text describes.
#pragma once

#include <vector>

#include "isa/network_spec.h"
#include "isa/noc/flit_network.h"
#include "isa/noc/topology.h"

namespace tessera::noc {

struct ChipNetwork {
  Topology topology;  // a node for every place of a core
  RouterParameters router;
  std::vector<int> memory_nodes;  // empty: the text does not say where memory is
};

// Latencies are rounded to clocks of the network, a hop to at least 2; what a hop or a crossbar
// takes beyond the usual 4 is wire: it lies on the links, which have the buffers for it. A trunk is
// as many links of a port's width as its rate is worth.
ChipNetwork network_of(const NetworkSpec& network, std::int64_t cores);

}  // namespace tessera::noc
