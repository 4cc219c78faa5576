#include "sim/app/simulate/lone_collective.h"

namespace tessera {

std::int64_t chips_of_lone_collective(const proto::Graph& graph) {
  if (graph.block_size() != 1 || graph.block(0).node_size() != 1) return 1;
  const proto::Node& node = graph.block(0).node(0);
  return node.has_collective() ? node.collective().chips() : 1;
}

}  // namespace tessera
