#include "workloads/import/onnx/share_tensors.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace tessera {
namespace {

std::map<std::string, std::set<int>> blocks_by_tensor(const proto::Graph& graph) {
  std::map<std::string, std::set<int>> blocks;
  for (int i = 0; i < graph.block_size(); ++i)
    for (const proto::Node& node : graph.block(i).node()) {
      for (const std::string& name : node.input()) blocks[name].insert(i);
      for (const std::string& name : node.output()) blocks[name].insert(i);
    }
  return blocks;
}

std::set<std::string> written_in(const proto::GraphBlock& block) {
  std::set<std::string> written;
  for (const proto::Node& node : block.node())
    written.insert(node.output().begin(), node.output().end());
  return written;
}

}  // namespace

void share_tensors_between_blocks(proto::Graph& graph) {
  const std::map<std::string, std::set<int>> blocks = blocks_by_tensor(graph);
  for (proto::GraphBlock& block : *graph.mutable_block()) {
    const std::set<std::string> written = written_in(block);
    google::protobuf::RepeatedPtrField<proto::GraphTensor> own;
    for (const proto::GraphTensor& tensor : block.tensor()) {
      const auto used = blocks.find(tensor.name());
      const bool elsewhere = used != blocks.end() && used->second.size() > 1;
      const bool by_all_copies = block.repeat() > 1 && !written.contains(tensor.name());
      *(elsewhere || by_all_copies ? graph.add_tensor() : own.Add()) = tensor;
    }
    block.mutable_tensor()->Swap(&own);
  }
}

}  // namespace tessera
