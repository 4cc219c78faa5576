#include "workloads/all_logits.h"

#include <gtest/gtest.h>

#include <string>

#include "workloads/bound_graph.h"
#include "workloads/dimension.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

std::int64_t rows_of_head(const proto::Graph& graph) {
  const BoundGraph bound = tessera::bind(graph, {{"batch", 2}, {"seq", 5}, {"kv", 100}}, {});
  return bound.blocks.back().nodes.back().work.gemm->m;
}

TEST(AllLogits, TheHeadSeesEveryToken) {
  for (const char* model : {"llama-3.1-8b", "gpt2", "deepseek-v3", "gpt-oss-20b"}) {
    const proto::Graph graph = read_model(model);
    EXPECT_EQ(rows_of_head(graph), 2) << model;
    EXPECT_EQ(rows_of_head(with_all_logits(graph)), 10) << model;
  }
}

TEST(AllLogits, EverythingElseStaysAsItIs) {
  const proto::Graph graph = read_model("llama-3.1-8b");
  const Symbols symbols{{"batch", 2}, {"seq", 5}, {"kv", 100}};
  const std::int64_t head = 4096LL * 128256;
  EXPECT_EQ(tessera::bind(with_all_logits(graph), symbols, {}).macs(),
            tessera::bind(graph, symbols, {}).macs() + 8 * head);
}

}  // namespace
}  // namespace tessera
