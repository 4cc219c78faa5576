// A block that is repeated n times is n blocks, whatever is asked of the graph.
#include <gtest/gtest.h>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

proto::Graph unfolded(const proto::Graph& graph) {
  proto::Graph flat = graph;
  flat.clear_block();
  for (const proto::GraphBlock& block : graph.block()) {
    const std::int64_t copies = block.has_repeat() ? block.repeat() : 1;
    for (std::int64_t i = 0; i < copies; ++i) {
      proto::GraphBlock& copy = *flat.add_block();
      copy = block;
      copy.clear_repeat();
      copy.set_name(block.name() + std::to_string(i));
    }
  }
  return flat;
}

struct Sums {
  std::int64_t macs = 0, parameters = 0, matmul_weights = 0;
  Bytes weights, kv, read, written;
  double vector = 0;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const BoundGraph& graph) {
  Sums sums{graph.macs(),
            graph.parameters(),
            graph.matmul_weights(),
            graph.weight_bytes(),
            graph.kv_bytes(),
            {},
            {},
            0};
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes) {
      sums.read += block.repeat * node.work.read;
      sums.written += block.repeat * node.work.written;
      sums.vector += static_cast<double>(block.repeat) * node.work.vector.total();
    }
  return sums;
}

class Folding : public testing::TestWithParam<std::tuple<std::string, int>> {};

TEST_P(Folding, ChangesNoSum) {
  const auto& [name, seed] = GetParam();
  // Any numbers do, as long as they differ.
  const std::map<std::string, std::int64_t> symbols = {
      {"batch", 1 + seed * 3}, {"seq", 1 + seed * 17}, {"kv", seed * 129}};
  const proto::Graph graph = read_model(name);
  const Sums folded = sums_of(tessera::bind(graph, symbols, {}));
  EXPECT_EQ(folded, sums_of(tessera::bind(unfolded(graph), symbols, {})));
  EXPECT_GT(folded.macs, 0);
}

INSTANTIATE_TEST_SUITE_P(Library, Folding,
                         testing::Combine(testing::Values("llama-3.1-8b", "llama-3.1-70b", "gpt2",
                                                          "bert-base", "resnet-50"),
                                          testing::Values(0, 1, 2, 5)));

}  // namespace
}  // namespace tessera
