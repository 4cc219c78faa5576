#include "workloads/parallel/context_parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Symbols = std::map<std::string, std::int64_t>;

std::vector<Collective> collectives(const proto::Graph& graph, const Symbols& symbols) {
  std::vector<Collective> found;
  const BoundGraph bound = bind(graph, symbols, {});
  for (const BoundBlock& block : bound.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.collective) found.push_back(*node.work.collective);
  return found;
}

TEST(ContextParallel, APromptGathersKeysAndValuesOfAllChips) {
  const auto found = collectives(context_parallel_prompt(read_model("llama-3.1-8b"), 4, 0),
                                 {{"batch", 1}, {"seq", 256}, {"kv", 0}});
  ASSERT_EQ(found.size(), 2U);
  for (const Collective& one : found) {
    EXPECT_EQ(one.kind, Collective::Kind::kAllGather);
    EXPECT_EQ(one.chips, 4);
    EXPECT_EQ(one.bytes, Bytes(256 * 1024 * 2));
  }
}

TEST(ContextParallel, LatentAttentionGathersItsLatents) {
  const auto found = collectives(context_parallel_prompt(read_model("deepseek-v3"), 2, 0),
                                 {{"batch", 1}, {"seq", 256}, {"kv", 0}});
  ASSERT_EQ(found.size(), 2U);  // a block of dense layers, one of mixtures
  EXPECT_EQ(found[0].bytes, Bytes(256 * 576 * 2));
}

TEST(ContextParallel, AStepAddsUpWhatTheChipsFoundInTheirPartsOfTheCache) {
  const auto found = collectives(context_parallel_step(read_model("llama-3.1-8b"), 4, 2),
                                 {{"batch", 8}, {"seq", 1}, {"kv", 256}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Collective::Kind::kAllReduce);
  EXPECT_EQ(found[0].bytes, Bytes(8 * 4096 * 2));
  EXPECT_EQ(found[0].chips_per_node, 2);
}

TEST(ContextParallel, StatesCannotBeShared) {
  try {
    context_parallel_prompt(read_model("mamba2-2.7b"), 2, 0);
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUnsupported);
    EXPECT_THAT(error.what(), testing::HasSubstr("pass from token to token"));
  }
}

}  // namespace
}  // namespace tessera
