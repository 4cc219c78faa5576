// The networks of the library have the published numbers of parameters and of
// multiply-accumulates.
#include <gtest/gtest.h>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

BoundGraph decode(const std::string& name, std::int64_t batch, std::int64_t kv) {
  return tessera::bind(read_model(name), {{"batch", batch}, {"seq", 1}, {"kv", kv}}, {});
}

BoundGraph network(const std::string& name, const std::map<std::string, std::int64_t>& symbols) {
  return tessera::bind(read_model(name), symbols, {});
}

TEST(Llama8B, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-3.1-8b", 1, 0).parameters(), 8'030'261'248);
}

TEST(Llama8B, MultipliesEveryMatrixWeightOncePerTokenAndTheCacheTwice) {
  const BoundGraph graph = decode("llama-3.1-8b", 3, 2048);
  EXPECT_EQ(graph.matmul_weights(), 8'030'261'248 - 128256 * 4096 - 65 * 4096);
  EXPECT_EQ(graph.macs(), 3 * (graph.matmul_weights() + 32 * 2 * 4096 * (2048 + 1)));
}

TEST(Llama8B, ComputesLogitsForTheLastTokenOnly) {
  const BoundGraph graph = network("llama-3.1-8b", {{"batch", 2}, {"seq", 16}, {"kv", 0}});
  const std::int64_t head = 128256 * 4096;
  const std::int64_t pairs = 16 * 17 / 2;  // causal
  EXPECT_EQ(graph.macs(),
            2 * (16 * (graph.matmul_weights() - head) + head + 32 * 2 * 4096 * pairs));
}

TEST(Llama8B, CachesWhatItReadsAndWhatItAppends) {
  EXPECT_EQ(decode("llama-3.1-8b", 2, 99).kv_bytes(), Bytes(2 * 32 * 2 * 100 * 1024 * 2));
}

TEST(Llama8B, StoresWeightsAndCacheInTheTypesAsked) {
  const proto::Graph graph = read_model("llama-3.1-8b");
  const std::map<std::string, std::int64_t> symbols = {{"seq", 1}, {"kv", 127}};
  const BoundGraph narrow = tessera::bind(graph, symbols, parse_data_types("w=int4,kv=fp8"));
  const BoundGraph wide = tessera::bind(graph, symbols, {});
  EXPECT_EQ(narrow.weight_bytes() * 4, wide.weight_bytes());
  EXPECT_EQ(narrow.kv_bytes() * 2, wide.kv_bytes());
  EXPECT_EQ(narrow.blocks[1].nodes[1].matrix_type, DataType::kBf16);
}

TEST(Llama70B, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-3.1-70b", 1, 0).parameters(), 70'553'706'496);
}

TEST(Llama405B, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-3.1-405b", 1, 0).parameters(), 405'853'388'800);
}

TEST(Llama2, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-2-70b", 1, 0).parameters(), 68'976'648'192);
}

TEST(Qwen32B, HasThePublishedParameters) {
  EXPECT_EQ(decode("qwen3-32b", 1, 0).parameters(), 32'762'123'264);
}

TEST(Gpt3, HasThePublishedParameters) {
  EXPECT_NEAR(static_cast<double>(decode("gpt3-175b", 1, 0).parameters()) * 1e-9, 175, 0.5);
}

TEST(Gpt2, HasThePublishedParametersAndCountsTheTiedEmbeddingOnce) {
  const BoundGraph graph = decode("gpt2", 1, 1000);
  EXPECT_EQ(graph.parameters(), 124'439'808);
  // 12 layers of 12 * 768^2, and the output projection.
  EXPECT_EQ(graph.matmul_weights(), 12 * 12 * 768 * 768 + 50257 * 768);
  EXPECT_EQ(graph.macs(), graph.matmul_weights() + 12 * 2 * 768 * 1001);
}

TEST(BertBase, HasThePublishedParametersAndAttendsBothWays) {
  const BoundGraph graph = network("bert-base", {{"batch", 4}, {"seq", 128}});
  EXPECT_EQ(graph.parameters(), 109'482'240);
  const std::int64_t layer = 128 * 12 * 768 * 768 + 2 * 768 * 128 * 128;
  EXPECT_EQ(graph.macs(), 4 * (12 * layer + 768 * 768));
}

TEST(ResNet50, HasThePublishedWeightsAndMultiplyAccumulates) {
  const BoundGraph graph = network("resnet-50", {{"batch", 1}});
  EXPECT_EQ(graph.matmul_weights(), 25'502'912);
  EXPECT_NEAR(static_cast<double>(graph.macs()) * 1e-9, 4.089, 0.0005);
  EXPECT_EQ(network("resnet-50", {{"batch", 8}}).macs(), 8 * graph.macs());
}

TEST(Networks, AllBindWithTheirOwnDefaultsAndHideNoOperator) {
  for (const std::string& name : library_networks()) {
    const BoundGraph graph = network(name, {});
    for (const BoundBlock& block : graph.blocks)
      for (const BoundNode& node : block.nodes) {
        EXPECT_NE(node.kind, OperatorKind::kUnsupported) << name << ": " << node.name;
        EXPECT_TRUE(node.work.free || node.work.written > Bytes(0)) << name << ": " << node.name;
      }
  }
}

TEST(VitB16, HasThePublishedParametersAndMultiplyAccumulates) {
  const BoundGraph graph = network("vit-b16", {});
  EXPECT_EQ(graph.parameters(), 86'567'656);
  EXPECT_NEAR(static_cast<double>(graph.macs()), 17.56e9, 0.02e9);  // torchvision: 17.56 GMAC
}

TEST(Dlrm, HasItsTablesAndLooksUpARowOfEachForEverySample) {
  const BoundGraph graph = network("dlrm-kaggle", {{"batch", 4}});
  EXPECT_EQ(graph.parameters(), 33'762'577LL * 16 + 155'984 + 320'001);
  for (const BoundNode& node : graph.blocks[1].nodes) {
    if (node.kind != OperatorKind::kEmbedding) continue;
    EXPECT_EQ(node.work.written, Bytes(4 * 26 * 16 * 4));
    EXPECT_LE(node.work.read, Bytes(4 * 26 * (16 + 1) * 4));
  }
}

}  // namespace
}  // namespace tessera
