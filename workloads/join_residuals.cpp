#include "workloads/join_residuals.h"

#include <algorithm>
#include <string>

namespace tessera {
namespace {

bool reads(const proto::Node& node, const std::string& tensor) {
  return std::find(node.input().begin(), node.input().end(), tensor) != node.input().end();
}

void put_in_front(proto::GraphBlock& block, const proto::Node& node) {
  *block.add_node() = node;
  for (int i = block.node_size() - 1; i > 0; --i) block.mutable_node()->SwapElements(i, i - 1);
}

// From a block to the graph, so that copies and blocks hand it on. Blocks that have one of that
// name for themselves (other kinds of layers) share it from then on.
void share_tensor(proto::Graph& graph, proto::GraphBlock& block, const std::string& name) {
  const auto is_named = [&](const proto::GraphTensor& one) { return one.name() == name; };
  const auto found = std::find_if(block.tensor().begin(), block.tensor().end(), is_named);
  if (found == block.tensor().end()) return;
  *graph.add_tensor() = *found;
  for (proto::GraphBlock& one : *graph.mutable_block()) {
    auto& own = *one.mutable_tensor();
    own.erase(std::remove_if(own.begin(), own.end(), is_named), own.end());
  }
}

// A sum at the end of `layer` that its first node, and that of the block behind, norms.
bool can_join(const proto::GraphBlock& layer, const proto::GraphBlock& behind) {
  if (layer.repeat() < 2 || layer.node().empty() || behind.node().empty()) return false;
  if (behind.repeat() > 1) return false;  // its own copies would add it again
  const proto::Node& last = layer.node(layer.node_size() - 1);
  if (!last.has_elementwise() || last.elementwise().function() != "add") return false;
  const auto norms = [&](const proto::Node& first) {
    return first.has_norm() && reads(first, last.output(0));
  };
  return norms(layer.node(0)) && norms(behind.node(0));
}

}  // namespace

proto::Graph with_joined_residuals(const proto::Graph& graph) {
  proto::Graph joined = graph;
  for (int i = 0; i + 1 < joined.block_size(); ++i) {
    proto::GraphBlock& layer = *joined.mutable_block(i);
    proto::GraphBlock& behind = *joined.mutable_block(i + 1);
    if (!can_join(layer, behind)) continue;
    const proto::Node sum = layer.node(layer.node_size() - 1);
    layer.mutable_node()->RemoveLast();
    for (const std::string& input : sum.input()) share_tensor(joined, layer, input);
    put_in_front(layer, sum);
    put_in_front(behind, sum);
  }
  return joined;
}

}  // namespace tessera
