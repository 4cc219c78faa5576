#include "workloads/one_layer_draft.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera {
namespace {

BoundGraph bound(const proto::Graph& graph) {
  return tessera::bind(graph, {{"batch", 1}, {"seq", 1}, {"kv", 100}}, {});
}

TEST(OneLayerDraft, OfDeepSeekV3HasThePublishedWeightsBesideEmbeddingAndHead) {
  const BoundGraph draft = bound(one_layer_draft(read_model("deepseek-v3")).graph);
  // 14 B in all (README of the model: 671 B main, 14 B of the module, with embedding and head).
  EXPECT_NEAR(static_cast<double>(draft.parameters()), 14e9, 0.6e9);
}

TEST(OneLayerDraft, IsOneLayerAndAProductOfTwiceTheWidth) {
  const proto::Graph model = read_model("llama-3.1-8b");
  const OneLayerDraft draft = one_layer_draft(model);
  ASSERT_EQ(draft.graph.block_size(), 4);
  EXPECT_EQ(draft.graph.block(1).name(), kDraftInput);
  EXPECT_EQ(draft.graph.block(2).name(), draft.layer);
  const std::int64_t head = 4096LL * 128256, layer = (bound(model).macs() - head) / 32;
  EXPECT_EQ(bound(draft.graph).macs(), layer + head + 2 * 4096LL * 4096);
}

TEST(OneLayerDraft, OfChipsThatShareLayersIsCutAsTheModelIs) {
  for (const char* model : {"llama-3.1-8b", "deepseek-v3"})
    EXPECT_NO_THROW(bound(one_layer_draft(tensor_parallel(read_model(model), 4)).graph)) << model;
}

TEST(OneLayerDraft, ABlockOfSeveralLayersIsRefused) {
  EXPECT_THROW(one_layer_draft(read_model("gpt-oss-20b")), InputError);
  EXPECT_THROW(one_layer_draft(read_model("resnet-50")), InputError);
}

TEST(OneLayerDraft, IsBehindTheTableOfTokensWhereOthersAreLookedUpToo) {
  const OneLayerDraft draft = one_layer_draft(read_model("qwen3-vl-8b"));
  EXPECT_EQ(draft.graph.block(0).node(0).name(), "embed");
  EXPECT_NO_THROW(bound(draft.graph));
}

}  // namespace
}  // namespace tessera
