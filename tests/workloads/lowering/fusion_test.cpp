#include "workloads/lowering/fusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/lowering/operands.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

// The kinds of the operators of one block, nodes joined by '+'.
std::vector<std::string> kinds(const BoundGraph& graph, int block, const FusionRules& rules) {
  const DataFlow flow(graph);
  std::vector<std::string> all;
  for (const FusedNodes& nodes : fuse(graph, block, flow, rules))
    all.push_back(record_of(graph, block, nodes).kind);
  return all;
}

BoundGraph llama() {
  return bind(read_model("llama-3.1-8b"), {{"batch", 1}, {"seq", 4}, {"kv", 16}}, {});
}

FusionRules queues() {
  ControlSpec control;
  control.queues = QueuesControl{};
  return fusion_rules(control);
}
FusionRules blocks() {
  ControlSpec control;
  control.blocks = BlocksControl{};
  return fusion_rules(control);
}

TEST(Fusion, QueuesMergeRotationGateAndResidualIntoProducts) {
  EXPECT_THAT(kinds(llama(), 1, queues()),
              ElementsAre("norm", "matmul+rope", "attention", "matmul+elementwise", "norm",
                          "matmul+elementwise", "matmul+elementwise"));
}

TEST(Fusion, BlocksKeepRotationAndGateApartAndTheSumWithItsNorm) {
  EXPECT_THAT(kinds(llama(), 1, blocks()),
              ElementsAre("norm", "matmul", "rope", "attention", "matmul", "elementwise+norm",
                          "matmul", "elementwise", "matmul+elementwise"));
}

TEST(Fusion, ConvolutionNormActivationAndResidualAreOneOperator) {
  const BoundGraph graph = bind(read_model("resnet-50"), {}, {});
  std::vector<std::string> all;
  for (int i = 0; i < static_cast<int>(graph.blocks.size()); ++i)
    for (const std::string& kind : kinds(graph, i, queues())) all.push_back(kind);
  EXPECT_THAT(all, Not(Contains("elementwise")));
  EXPECT_THAT(all, Not(Contains("norm")));
}

TEST(Fusion, EveryNodeThatIsNotFreeIsInExactlyOneOperator) {
  for (const std::string& name : library_networks()) {
    const BoundGraph graph = bind(read_model(name), {}, {});
    const DataFlow flow(graph);
    for (int b = 0; b < static_cast<int>(graph.blocks.size()); ++b) {
      const std::vector<BoundNode>& nodes = graph.blocks[static_cast<std::size_t>(b)].nodes;
      std::vector<int> seen(nodes.size(), 0);
      for (const FusedNodes& fused : fuse(graph, b, flow, queues()))
        for (const int i : fused.nodes) ++seen[static_cast<std::size_t>(i)];
      for (std::size_t i = 0; i < nodes.size(); ++i)
        EXPECT_EQ(seen[i], nodes[i].work.free ? 0 : 1) << name << " " << nodes[i].name;
    }
  }
}

TEST(Fusion, AResultThatOthersReadTooIsNotSwallowed) {
  // The residual sum feeds the norm and the next residual: both must be written.
  const BoundGraph graph = llama();
  const DataFlow flow(graph);
  for (const FusedNodes& nodes : fuse(graph, 1, flow, blocks())) {
    if (record_of(graph, 1, nodes).kind != "elementwise+norm") continue;
    EXPECT_EQ(nodes.writes.size(), 2u);
  }
}

}  // namespace
}  // namespace tessera
