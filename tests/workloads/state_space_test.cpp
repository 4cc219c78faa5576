#include "workloads/state_space.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/graph_builder.h"

namespace tessera {
namespace {

// 8 heads of 64 values and 16 keys in 2 groups, chunks of 128.
proto::Graph scan(const char* heads = "8") {
  GraphBuilder graph("scan");
  graph.symbol("batch", 2);
  graph.symbol("seq", 512);
  using Dims = std::vector<std::string>;
  graph.tensor("values", Dims{"batch", "seq", "512"});
  graph.tensor("keys", Dims{"batch", "seq", "32"});
  graph.tensor("queries", Dims{"batch", "seq", "32"});
  graph.tensor("decay", Dims{"batch", "seq", "8"});
  graph.tensor("before", Dims{"batch", "8192"}, proto::STATE);
  graph.tensor("behind", Dims{"batch", "8192"}, proto::STATE);
  graph.tensor("out", Dims{"batch", "seq", "512"});
  proto::StateSpaceOp& op =
      *graph.node("scan", {"values", "keys", "queries", "decay", "before"}, {"out", "behind"})
           .mutable_state_space();
  op.set_heads(heads);
  op.set_head_dim("64");
  op.set_state_dim("16");
  op.set_groups("2");
  op.set_seq("seq");
  op.set_chunk("128");
  return graph.take();
}

std::vector<BoundNode> parts(std::int64_t seq, bool delta = false) {
  proto::Graph graph = scan();
  if (delta) graph.mutable_block(0)->mutable_node(0)->mutable_state_space()->set_delta_rule(true);
  return tessera::bind(graph, {{"seq", seq}}, {}).blocks[0].nodes;
}

TEST(StateSpace, OfOneTokenIsOnePassOverTheStates) {
  const std::vector<BoundNode> nodes = parts(1);
  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].work.vector.add_mul, 3.0 * 2 * 8 * 64 * 16);
  EXPECT_FALSE(nodes[0].work.gemm.has_value());
}

TEST(StateSpace, OfAPromptIsProductsChunkByChunk) {
  const std::vector<BoundNode> nodes = parts(512);
  ASSERT_EQ(nodes.size(), 5u);
  std::int64_t macs = 0;
  for (const BoundNode& node : nodes) macs += node.work.macs();
  const std::int64_t chunks = 2 * 4, tokens = 128;
  EXPECT_EQ(macs, chunks * tokens * (2 * tokens * 16 + 8 * 64 * 16 + 8 * 64 * (tokens + 16)));
}

TEST(StateSpace, HasFourFurtherProductsWithTheDeltaRule) {
  ASSERT_EQ(parts(512, true).size(), 9u);
  EXPECT_EQ(parts(512, true)[0].name, "scan.system");
}

TEST(StateSpace, ReadsOperandsAsLargeAsItsProducts) {
  const BoundGraph bound = tessera::bind(scan(), {}, {});
  for (const BoundNode& node : bound.blocks[0].nodes) {
    if (!node.work.gemm) continue;
    const GemmShape& gemm = *node.work.gemm;
    const auto elements = [&](int index) {
      return bound.tensors[static_cast<std::size_t>(index)].elements();
    };
    EXPECT_EQ(elements(node.inputs[0]), gemm.batch * gemm.m * gemm.k) << node.name;
    EXPECT_EQ(elements(node.inputs[1]), gemm.batch * gemm.k * gemm.n) << node.name;
    EXPECT_EQ(elements(node.outputs[0]), gemm.batch * gemm.m * gemm.n) << node.name;
  }
}

TEST(StateSpace, PadsAPromptThatEqualChunksDoNotMake) {
  EXPECT_EQ(parts(300)[0].work.gemm->m, 100) << "three chunks of 100";
  const std::vector<BoundNode> padded = parts(301);
  EXPECT_EQ(padded.front().function, "pad");
  EXPECT_EQ(padded.back().function, "slice");
}

TEST(StateSpace, OfAShortPromptHasOneShortChunk) {
  EXPECT_EQ(parts(10)[0].work.gemm->m, 10);
  EXPECT_EQ(parts(10)[0].work.gemm->batch, 2 * 2);
}

TEST(StateSpace, SaysWhichShapesDoNotFit) {
  try {
    tessera::bind(scan("16"), {}, {});
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("(state_space) values"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace tessera
