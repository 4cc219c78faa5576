#include "workloads/lowering/data_flow.h"

#include <algorithm>

namespace tessera {
namespace {

const BoundNode& node_at(const BoundGraph& graph, int block, int node) {
  return graph.blocks[static_cast<std::size_t>(block)].nodes[static_cast<std::size_t>(node)];
}

int nodes_of(const BoundGraph& graph, int block) {
  return static_cast<int>(graph.blocks[static_cast<std::size_t>(block)].nodes.size());
}

bool contains(const std::vector<int>& all, int one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

DataFlow::DataFlow(const BoundGraph& graph)
    : graph_(graph),
      source_(graph.tensors.size(), -1),
      read_from_outside_(graph.tensors.size()),
      read_(graph.tensors.size(), false) {
  std::vector<int> writers(graph.tensors.size(), 0);
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      for (const int output : node.outputs) ++writers[static_cast<std::size_t>(output)];
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.free && !node.inputs.empty())
        for (const int output : node.outputs)
          if (writers[static_cast<std::size_t>(output)] == 1)
            source_[static_cast<std::size_t>(output)] = node.inputs[0];
  for (int block = 0; block < static_cast<int>(graph.blocks.size()); ++block) {
    for (int node = 0; node < nodes_of(graph, block); ++node) {
      if (node_at(graph, block, node).work.free) continue;
      for (const int input : node_at(graph, block, node).inputs) {
        const auto from = static_cast<std::size_t>(root(input));
        read_[from] = true;
        if (producer(block, node, input) < 0) read_from_outside_[from].insert(block);
      }
    }
  }
}

int DataFlow::root(int tensor) const {
  while (source_[static_cast<std::size_t>(tensor)] >= 0)
    tensor = source_[static_cast<std::size_t>(tensor)];
  return tensor;
}

int DataFlow::producer(int block, int node, int tensor) const {
  const int from = root(tensor);
  for (int i = node - 1; i >= 0; --i)
    if (contains(node_at(graph_, block, i).outputs, from)) return i;
  return -1;
}

std::vector<DataFlow::Read> DataFlow::readers(int block, int node, int tensor) const {
  std::vector<Read> reads;
  for (int i = node + 1; i < nodes_of(graph_, block); ++i) {
    const BoundNode& reader = node_at(graph_, block, i);
    if (!reader.work.free)
      for (const int input : reader.inputs)
        if (root(input) == tensor) reads.push_back({i, input});
    if (contains(reader.outputs, tensor)) break;
  }
  return reads;
}

bool DataFlow::is_last_writer(int block, int node, int tensor) const {
  for (int i = node + 1; i < nodes_of(graph_, block); ++i)
    if (contains(node_at(graph_, block, i).outputs, tensor)) return false;
  return true;
}

bool DataFlow::leaves_block(int block, int node, int tensor) const {
  const auto index = static_cast<std::size_t>(tensor);
  if (graph_.tensors[index].role == TensorRole::kKvCache) return true;
  if (!read_[index]) return true;
  if (!is_last_writer(block, node, tensor)) return false;
  for (const int reader : read_from_outside_[index])
    if (reader != block || graph_.blocks[static_cast<std::size_t>(block)].repeat > 1) return true;
  return false;
}

}  // namespace tessera
