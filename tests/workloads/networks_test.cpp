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

TEST(Llama8B, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-3.1-8b", 1, 0).parameters(), 8'030'261'248);
}

TEST(Llama8B, MultipliesEveryMatrixWeightOncePerTokenAndTheCacheTwice) {
  const BoundGraph graph = decode("llama-3.1-8b", 3, 2048);
  EXPECT_EQ(graph.matmul_weights(), 8'030'261'248 - 128256 * 4096 - 65 * 4096);
  EXPECT_EQ(graph.macs(), 3 * (graph.matmul_weights() + 32 * 2 * 4096 * (2048 + 1)));
}

TEST(Llama8B, CachesWhatItReadsAndWhatItAppends) {
  EXPECT_EQ(decode("llama-3.1-8b", 2, 99).kv_bytes(), Bytes(2 * 32 * 2 * 100 * 1024 * 2));
}

TEST(Llama70B, HasThePublishedParameters) {
  EXPECT_EQ(decode("llama-3.1-70b", 1, 0).parameters(), 70'553'706'496);
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

}  // namespace
}  // namespace tessera
