#include "workloads/quantise.h"

#include <gtest/gtest.h>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

BoundGraph narrow() {
  return bind(quantised(read_model("llama-3.1-8b"), DataType::kFp8),
              {{"batch", 2}, {"seq", 16}, {"kv", 0}}, {});
}

const BoundNode& node(const BoundGraph& graph, const std::string& name) {
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& one : block.nodes)
      if (one.name == name) return one;
  throw std::out_of_range(name);
}

TEST(Quantised, ProductsOfLayersRunOnTheNarrowTypeTheHeadDoesNot) {
  const BoundGraph graph = narrow();
  EXPECT_EQ(node(graph, "layer.down_projection").matrix_type, DataType::kFp8);
  EXPECT_EQ(node(graph, "output.head").matrix_type, DataType::kBf16);
}

TEST(Quantised, WhatPassesBetweenOperatorsKeepsItsType) {
  const BoundGraph graph = narrow();
  const BoundNode& down = node(graph, "layer.down_projection");
  EXPECT_EQ(graph.tensors[static_cast<std::size_t>(down.outputs[0])].type, DataType::kBf16);
  EXPECT_EQ(node(graph, "layer.quantise_gated").function, "cast");
}

TEST(Quantised, ExpertsAreProductsToo) {
  for (const DataType type : {DataType::kFp8, DataType::kFp4}) {
    const BoundGraph graph = bind(quantised(read_model("qwen3-30b-a3b"), type),
                                  {{"batch", 2}, {"seq", 16}, {"kv", 0}}, {});
    EXPECT_EQ(node(graph, "layer.experts").matrix_type, type);
  }
}

}  // namespace
}  // namespace tessera
