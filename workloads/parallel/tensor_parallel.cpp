#include "workloads/parallel/tensor_parallel.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/parallel/tensor_cut.h"

namespace tessera {
namespace {

std::set<std::string> tensors_read(const proto::Graph& graph) {
  std::set<std::string> read;
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      read.insert(node.input().begin(), node.input().end());
  return read;
}

}  // namespace

proto::Graph tensor_parallel(const proto::Graph& graph, std::int64_t chips,
                             std::int64_t chips_per_node, Uneven uneven) {
  proto::Graph part = graph;
  if (chips == 1) return part;
  const std::set<std::string> read = tensors_read(graph);
  std::vector<TensorCut> cuts;
  for (proto::GraphBlock& block : *part.mutable_block())
    cuts.emplace_back(part, block, chips, chips_per_node < chips ? chips_per_node : 0, uneven);
  bool heads = false;
  std::optional<std::int64_t> vocabulary;
  for (TensorCut& cut : cuts) {
    const bool here = cut.cut_mixers();
    heads = heads || here;
    cut.cut_experts();
    cut.cut_pairs();
    if (!vocabulary) vocabulary = cut.cut_vocabulary(read);
  }
  if (!heads)
    throw InputError(ExitCode::kUnsupported,
                     "tensor parallelism: " + graph.name() +
                         " has neither attention nor states that heads could be taken from");
  if (vocabulary)
    for (TensorCut& cut : cuts) cut.cut_table(*vocabulary);
  for (TensorCut& cut : cuts) cut.finish();
  return part;
}

}  // namespace tessera
