#include "workloads/join_residuals.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera {
namespace {

std::size_t kernels_of_a_layer(const proto::Graph& graph) {
  const BoundGraph bound = bind(graph, {{"batch", 4}, {"seq", 1}, {"kv", 512}}, {});
  return lower(bound, read_chip({"h100-sxm", {}, {}})).program.sections.at(1).kernels.size();
}

TEST(JoinedResiduals, ALayerSharedByChipsHasAKernelLess) {
  const proto::Graph graph = tensor_parallel(read_model("llama-3.1-8b"), 2);
  EXPECT_EQ(kernels_of_a_layer(with_joined_residuals(graph)) + 1, kernels_of_a_layer(graph));
}

TEST(JoinedResiduals, ProductsAreTheSame) {
  const proto::Graph graph = read_model("llama-3.1-8b");
  EXPECT_EQ(bind(with_joined_residuals(graph), {{"seq", 8}}, {}).macs(),
            bind(graph, {{"seq", 8}}, {}).macs());
}

TEST(JoinedResiduals, NetworksOfAnotherFormStayAsTheyAre) {
  for (const char* network : {"resnet-50", "bert-base"}) {
    const proto::Graph graph = read_model(network);
    EXPECT_EQ(with_joined_residuals(graph).SerializeAsString(), graph.SerializeAsString());
  }
}

TEST(JoinedResiduals, LayersOfTwoKindsShareWhatTheyHandOn) {
  for (const char* network : {"deepseek-v3", "glm-4.5-air"}) {
    const proto::Graph joined = with_joined_residuals(read_model(network));
    const BoundGraph graph = bind(joined, {{"batch", 2}, {"seq", 1}, {"kv", 16}}, {});
    EXPECT_EQ(graph.parameters(), bind(read_model(network), {}, {}).parameters()) << network;
  }
}

}  // namespace
}  // namespace tessera
