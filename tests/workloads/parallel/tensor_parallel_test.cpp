#include "workloads/parallel/tensor_parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/decoder.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

using Symbols = std::map<std::string, std::int64_t>;
const Symbols kPrefill = {{"batch", 2}, {"seq", 64}, {"kv", 0}};
const Symbols kDecode = {{"batch", 8}, {"seq", 1}, {"kv", 512}};

BoundGraph part(const std::string& network, std::int64_t chips, const Symbols& symbols) {
  return bind(tensor_parallel(read_model(network), chips), symbols, {});
}

const BoundTensor& tensor(const BoundGraph& graph, const std::string& name) {
  for (const BoundTensor& one : graph.tensors)
    if (one.name == name) return one;
  throw std::out_of_range(name);
}

std::vector<const BoundNode*> collectives(const BoundGraph& graph) {
  std::vector<const BoundNode*> found;
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.collective) found.push_back(&node);
  return found;
}

std::string refusal(const std::string& network, std::int64_t chips, ExitCode code) {
  try {
    tensor_parallel(read_model(network), chips);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "";
}

TEST(TensorParallel, OneChipRunsTheGraphAsItIs) {
  const proto::Graph graph = read_model("llama-3.1-8b");
  EXPECT_EQ(tensor_parallel(graph, 1).SerializeAsString(), graph.SerializeAsString());
}

TEST(TensorParallel, PadsHeadsAndWidthsThatDoNotDivideWhereAsked) {
  const proto::Graph whole = read_model("llama-2-70b");
  EXPECT_THROW(tensor_parallel(whole, 12), InputError);
  const BoundGraph part =
      bind(tensor_parallel(whole, 12, 0, Uneven::kPad), {{"batch", 1}, {"seq", 1}, {"kv", 64}}, {});
  for (const BoundNode& node : part.blocks[1].nodes) {
    if (node.work.attention) {
      EXPECT_EQ(node.work.attention->heads, 6);     // of 64 over 12 chips
      EXPECT_EQ(node.work.attention->kv_heads, 1);  // of 8
    }
  }
  EXPECT_GT(part.parameters() * 12, bind(whole, {}, {}).parameters());
}

TEST(TensorParallel, OperationsOfAllChipsAreThoseOfTheNetwork) {
  for (const Symbols& symbols : {kPrefill, kDecode})
    for (const std::int64_t chips : {2, 4, 8}) {
      const BoundGraph whole = bind(read_model("llama-3.1-8b"), symbols, {});
      EXPECT_EQ(part("llama-3.1-8b", chips, symbols).macs() * chips, whole.macs()) << chips;
    }
}

TEST(TensorParallel, WeightsAndCachesOfProductsAreDivided) {
  const BoundGraph whole = bind(read_model("llama-3.1-70b"), kDecode, {});
  const BoundGraph eighth = part("llama-3.1-70b", 8, kDecode);
  EXPECT_EQ(eighth.matmul_weights() * 8, whole.matmul_weights());
  EXPECT_EQ(eighth.kv_bytes() * 8, whole.kv_bytes());
}

TEST(TensorParallel, EveryLayerReducesBehindAttentionAndBehindTheFeedForwardPart) {
  const BoundGraph graph = part("llama-3.1-8b", 4, kDecode);
  std::vector<std::string> names;
  for (const BoundNode* node : collectives(graph)) names.push_back(node->name);
  EXPECT_THAT(
      names, testing::ElementsAre("input.embed_all_reduce", "layer.attention_projection_all_reduce",
                                  "layer.down_projection_all_reduce", "output.head_all_gather"));
  const Collective& sum = *collectives(graph)[1]->work.collective;
  EXPECT_EQ(sum.bytes, Bytes(8 * 4096 * 2));
  EXPECT_EQ(sum.chips, 4);
}

TEST(TensorParallel, HeadsOfKeysAreHeldSeveralTimesWhereChipsAreMore) {
  const BoundGraph graph = part("llama-3.1-8b", 16, kDecode);
  EXPECT_EQ(tensor(graph, "layer.cached_keys").shape.back(), 128);
  EXPECT_EQ(tensor(graph, "layer.qkv_weight").shape.back(), (2 + 1 + 1) * 128);
}

TEST(TensorParallel, ATableThatIsAlsoTheHeadIsDividedOnce) {
  const BoundGraph graph = part("gpt2", 4, kPrefill);
  EXPECT_EQ(tensor(graph, "token_embedding").shape.front(), 12565);
}

TEST(TensorParallel, ProductsOfTheirOwnForQueryKeyAndValueAreCutToo) {
  const BoundGraph whole = bind(read_model("gpt3-175b"), kPrefill, {});
  const BoundGraph quarter = part("gpt3-175b", 4, kPrefill);
  EXPECT_EQ(tensor(quarter, "layer.value_weight").shape.back(), 3072);
  EXPECT_EQ(tensor(quarter, "layer.value_bias").shape.back(), 3072);
  EXPECT_NEAR(static_cast<double>(quarter.macs()) * 4, static_cast<double>(whole.macs()),
              1e-6 * static_cast<double>(whole.macs()));
}

TEST(TensorParallel, HeadsThatDoNotDivideAreRefusedWithBothNumbers) {
  EXPECT_THAT(refusal("gpt2", 8, ExitCode::kUsage), HasSubstr("12 heads"));
  EXPECT_THAT(refusal("gpt2", 8, ExitCode::kUsage), HasSubstr("8 chips"));
}

TEST(TensorParallel, ANetworkWithoutAttentionIsRefused) {
  EXPECT_THAT(refusal("resnet-50", 2, ExitCode::kUnsupported), HasSubstr("attention"));
}

// A layer of latent attention and of experts with a shared one, 8 heads.
proto::Graph latent_experts() {
  DecoderShape shape;
  shape.name = "small";
  shape.hidden = 256;
  shape.vocabulary = 1024;
  LayerShape layer;
  layer.mixer = LatentAttention{8, 96, 64, 32, 16, 32};
  ExpertFfn ffn{16, 2, 64};
  ffn.shared = {64, "silu_mul", false};
  layer.ffn = ffn;
  shape.layers = {layer, layer};
  return decoder_graph(shape);
}

TEST(TensorParallel, CutsHeadsOfLatentAttentionAndKeepsItsCacheWhole) {
  const BoundGraph whole = bind(latent_experts(), kDecode, {});
  const BoundGraph part = bind(tensor_parallel(latent_experts(), 4), kDecode, {});
  EXPECT_EQ(tensor(part, "layer.query").shape.back(), 2 * 48);
  EXPECT_EQ(tensor(part, "layer.latent_up_weight").shape.back(),
            tensor(whole, "layer.latent_up_weight").shape.back() / 4);
  EXPECT_EQ(part.kv_bytes(), whole.kv_bytes());
}

TEST(TensorParallel, CutsEveryExpertAndReducesThemWithTheSharedOneOnce) {
  const BoundGraph part = bind(tensor_parallel(latent_experts(), 4), kDecode, {});
  EXPECT_EQ(tensor(part, "layer.expert_gate_up_weight").shape,
            (std::vector<std::int64_t>{16, 32, 256}));
  EXPECT_EQ(tensor(part, "layer.expert_down_weight").shape,
            (std::vector<std::int64_t>{16, 256, 16}));
  std::vector<std::string> names;
  for (const BoundNode* node : collectives(part)) names.push_back(node->name);
  EXPECT_THAT(names, ::testing::ElementsAre(
                         "input.embed_all_reduce", "layer.attention_projection_all_reduce",
                         "layer.add_shared_all_reduce", "output.head_all_gather"));
}

TEST(TensorParallel, SaysHowManyChipsOfAMachineThereAre) {
  const proto::Graph graph = tensor_parallel(latent_experts(), 8, 4);
  for (const proto::Node& node : graph.block(1).node())
    if (node.has_collective()) {
      EXPECT_EQ(node.collective().chips_per_node(), 4);
    }
}

TEST(TensorParallel, CutsTheWeightsOfANormOverAllHeads) {
  DecoderShape shape;
  shape.name = "small";
  shape.hidden = 256;
  shape.vocabulary = 1024;
  GroupedAttention attention{8, 8, 32};
  attention.norm = GroupedAttention::QueryKeyNorm::kWidth;
  LayerShape layer;
  layer.mixer = attention;
  layer.ffn = DenseFfn{512};
  shape.layers = {layer, layer};
  const BoundGraph part = bind(tensor_parallel(decoder_graph(shape), 4), kDecode, {});
  EXPECT_EQ(tensor(part, "layer.query_norm_weight").shape, (std::vector<std::int64_t>{64}));
}

using Mixer = decltype(LayerShape::mixer);

proto::Graph with_states(const Mixer& mixer) {
  DecoderShape shape;
  shape.name = "small";
  shape.hidden = 256;
  shape.vocabulary = 1024;
  LayerShape layer;
  layer.mixer = mixer;
  LayerShape other;
  other.mixer = GroupedAttention{8, 8, 32};
  layer.ffn = other.ffn = DenseFfn{512};
  shape.layers = {layer, other};
  return decoder_graph(shape);
}

TEST(TensorParallel, CutsHeadsOfStatesWithTheirProductsAndConvolution) {
  const Symbols prompt{{"batch", 2}, {"seq", 256}, {"kv", 0}};
  StateSpace grouped{8, 32, 16, 4};
  LinearAttention delta{8, 4, 32, 32};
  delta.delta_rule = true;
  for (const Mixer& mixer : {Mixer(grouped), Mixer(delta)}) {
    const proto::Graph whole = with_states(mixer), part = tensor_parallel(whole, 4);
    EXPECT_EQ(4 * bind(part, prompt, {}).macs(), bind(whole, prompt, {}).macs());
    EXPECT_EQ(4 * bind(part, kDecode, {}).macs(), bind(whole, kDecode, {}).macs());
  }
}

TEST(TensorParallel, ChipsBeyondTheGroupsOfAStateHoldTheSameKeys) {
  const BoundGraph part =
      bind(tensor_parallel(with_states(StateSpace{8, 32, 16, 1}), 4), kDecode, {});
  bool found = false;
  for (const BoundTensor& tensor : part.tensors) {
    if (tensor.role != TensorRole::kState || tensor.name.find("next") != std::string::npos)
      continue;
    found = true;
    EXPECT_EQ(tensor.shape.back(), 8 / 4 * 32 * 16) << tensor.name;
  }
  EXPECT_TRUE(found);
}

TEST(TensorParallel, ANetworkOfStatesAloneIsCutToo) {
  const proto::Graph whole = read_model("mamba2-2.7b");
  const BoundGraph part = bind(tensor_parallel(whole, 4), kDecode, {});
  // Keys and queries of the one group, 256 columns, are made on every chip.
  const double held_again = 3 * 64 * 2560.0 * 256 * 2;
  EXPECT_NEAR(4 * static_cast<double>(part.weight_bytes().count()) - held_again,
              static_cast<double>(bind(whole, kDecode, {}).weight_bytes().count()), 5e6);
}

}  // namespace
}  // namespace tessera
