#include "workloads/parallel/machines.h"

#include <algorithm>

#include "workloads/lowering/pipeline.h"

namespace tessera {

bool has_collectives(const proto::Graph& graph) {
  return std::ranges::any_of(graph.block(), [](const proto::GraphBlock& block) {
    return std::ranges::any_of(block.node(), &proto::Node::has_collective);
  });
}

void place_in_machines(const ChipSpec& chip, proto::Graph& graph) {
  for (proto::GraphBlock& block : *graph.mutable_block())
    for (proto::Node& node : *block.mutable_node()) {
      if (!node.has_collective() || node.collective().has_chips_per_node()) continue;
      const std::int64_t each = chips_per_node(chip, node.collective().chips());
      if (each > 0) node.mutable_collective()->set_chips_per_node(each);
    }
}

}  // namespace tessera
