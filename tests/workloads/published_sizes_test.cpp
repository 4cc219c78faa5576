// Networks of the library beside the numbers of parameters and multiply-accumulates that were
// published for them.
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using SymbolValues = std::map<std::string, std::int64_t>;

struct Published {
  const char* network;
  SymbolValues symbols;
  double million_parameters;
  double giga_macs;  // 0: nobody says; tools that give FLOPs count two for each
  const char* source;
};
void PrintTo(const Published& published, std::ostream* out) { *out << published.network; }

BoundGraph bound(const std::string& name, const SymbolValues& symbols) {
  return tessera::bind(read_model(name), symbols, {});
}

std::int64_t attention_macs(const BoundGraph& graph) {
  std::int64_t sum = 0;
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.attention) sum += block.repeat * node.work.macs();
  return sum;
}

std::int64_t parameters_of(const BoundGraph& graph, const std::string& part) {
  std::int64_t sum = 0;
  for (const BoundTensor& tensor : graph.tensors)
    if (tensor.role == TensorRole::kWeight && tensor.name.starts_with(part))
      sum += tensor.copies * tensor.elements();
  return sum;
}

class PublishedSize : public testing::TestWithParam<Published> {};

TEST_P(PublishedSize, ParametersAreWithinOnePercent) {
  const double ours =
      static_cast<double>(bound(GetParam().network, GetParam().symbols).parameters()) / 1e6;
  const double published = GetParam().million_parameters;
  EXPECT_NEAR(ours, published, 0.01 * published) << GetParam().source;
}

TEST_P(PublishedSize, MultiplyAccumulatesAreWithinTwoPercent) {
  if (GetParam().giga_macs == 0) return;
  const double ours =
      static_cast<double>(bound(GetParam().network, GetParam().symbols).macs()) / 1e9;
  EXPECT_NEAR(ours, GetParam().giga_macs, 0.02 * GetParam().giga_macs) << GetParam().source;
}

INSTANTIATE_TEST_SUITE_P(
    Library, PublishedSize,
    testing::Values(
        Published{"clip-vit-l14", {}, 427.62, 175.33 / 2, "open_clip docs/model_profile.csv"},
        Published{"whisper-large-v3", {}, 1543.49, 0, "Hugging Face openai/whisper-large-v3"},
        Published{"stable-diffusion-1.5-unet", {}, 859.52, 0, "diffusers, num_parameters()"},
        Published{"dit-xl-2", {}, 675, 118.64, "arXiv:2212.09748, table 4"},
        Published{"dit-xl-2", {{"latent", 64}}, 675, 524.60, "arXiv:2212.09748, section 5.1"},
        Published{"wan2.1-t2v-1.3b", {}, 1419.0, 0, "Hugging Face Wan-AI/Wan2.1-T2V-1.3B"},
        Published{"openvla-7b", {}, 7541.24, 0, "Hugging Face openvla/openvla-7b"},
        Published{"yolov8n", {}, 3.15, 8.7 / 2, "docs.ultralytics.com/models/yolov8"},
        Published{"bert-large", {}, 335.14, 0, "Hugging Face google-bert/bert-large-uncased"},
        Published{"resnet-18", {}, 11.69, 1.814, "torchvision, ResNet18_Weights"},
        Published{"mobilenet-v2", {}, 3.505, 0.301, "torchvision, MobileNet_V2_Weights"},
        Published{"efficientnet-b0", {}, 5.289, 0.386, "torchvision, EfficientNet_B0_Weights"},
        Published{"sdxl-unet", {}, 2567.46, 0, "diffusers, num_parameters()"},
        // mlcommons/inference: 37.9 M for 264 classes.
        Published{"ssd-resnet34", {}, 20.0, 433.0 / 2, "mlcommons/inference v0.5: 433 GFLOPs"},
        Published{"resnet-34", {}, 21.80, 3.664, "torchvision, ResNet34_Weights"},
        Published{"resnet-101", {}, 44.55, 7.801, "torchvision, ResNet101_Weights"},
        Published{"resnet-152", {}, 60.19, 11.514, "torchvision, ResNet152_Weights"},
        Published{"resnext50-32x4d", {}, 25.03, 4.230, "torchvision, ResNeXt50_32X4D_Weights"},
        Published{"vgg16", {}, 138.36, 15.470, "torchvision, VGG16_Weights"},
        Published{"alexnet", {}, 61.10, 0.714, "torchvision, AlexNet_Weights"},
        Published{"densenet-121", {}, 7.979, 2.834, "torchvision, DenseNet121_Weights"},
        Published{"convnext-base", {}, 88.59, 15.355, "torchvision, ConvNeXt_Base_Weights"},
        Published{"shufflenet-v2", {}, 2.279, 0.145, "torchvision, ShuffleNet_V2_X1_0_Weights"},
        // 27.16 M with the auxiliary classifier, which inference leaves out.
        Published{"inception-v3", {}, 23.83, 5.713, "torchvision, Inception_V3_Weights"},
        Published{"vit-l16", {}, 304.33, 61.555, "torchvision, ViT_L_16_Weights"},
        Published{"distilbert", {}, 66.4, 0, "Hugging Face distilbert/distilbert-base-uncased"},
        Published{"roberta-base", {}, 124.6, 0, "Hugging Face FacebookAI/roberta-base"},
        Published{"roberta-large", {}, 355.4, 0, "Hugging Face FacebookAI/roberta-large"},
        Published{"albert-base", {}, 11.68, 0, "Hugging Face albert/albert-base-v2"}));

INSTANTIATE_TEST_SUITE_P(
    LanguageModels, PublishedSize,
    testing::Values(
        Published{"llama-2-7b", {}, 6738.4, 0, "Hugging Face meta-llama/Llama-2-7b-hf"},
        Published{"llama-2-13b", {}, 13015.9, 0, "Hugging Face meta-llama/Llama-2-13b-hf"},
        Published{"llama-3.2-1b", {}, 1235.8, 0, "Hugging Face meta-llama/Llama-3.2-1B"},
        Published{"llama-3.2-3b", {}, 3212.7, 0, "Hugging Face meta-llama/Llama-3.2-3B"},
        Published{"mistral-7b", {}, 7241.7, 0, "Hugging Face mistralai/Mistral-7B-v0.1"},
        Published{"mixtral-8x22b", {}, 140620, 0, "Hugging Face mistralai/Mixtral-8x22B-v0.1"},
        Published{"qwen2.5-7b", {}, 7615.6, 0, "Hugging Face Qwen/Qwen2.5-7B"},
        Published{"qwen2.5-32b", {}, 32763.9, 0, "Hugging Face Qwen/Qwen2.5-32B"},
        Published{"qwen2.5-72b", {}, 72706.2, 0, "Hugging Face Qwen/Qwen2.5-72B"},
        Published{"qwen3-8b", {}, 8190.7, 0, "Hugging Face Qwen/Qwen3-8B"},
        Published{"qwen3-235b-a22b", {}, 235093.6, 0, "Hugging Face Qwen/Qwen3-235B-A22B"},
        Published{"qwen3-coder-480b-a35b", {}, 480154.9, 0, "Hugging Face, Qwen3-Coder-480B-A35B"},
        // 110 B with the layer that predicts a further token, which is left out.
        Published{"glm-4.5-air", {}, 106850, 0, "GLM-4.5 (arXiv:2508.06471), table 1"},
        Published{"gpt-oss-120b", {}, 116829.2, 0, "arXiv:2508.10925, table 1"},
        Published{"gpt-j-6b", {}, 6053.4, 0, "EleutherAI/gpt-j-6b, model card"},
        Published{"falcon-180b", {}, 179522.6, 0, "Hugging Face tiiuae/falcon-180B"},
        Published{"palm-540b", {}, 540350, 0, "Chowdhery et al. (arXiv:2204.02311), table 1"}));

// Jouppi et al., ISCA 2017, table 1: weights, and multiply-accumulates per weight of a batch.
INSTANTIATE_TEST_SUITE_P(
    TpuV1, PublishedSize,
    testing::Values(Published{"tpu-v1-mlp0", {{"batch", 200}}, 20, 200 * 0.020, "ISCA 2017"},
                    Published{"tpu-v1-mlp1", {{"batch", 168}}, 5, 168 * 0.005, "ISCA 2017"},
                    Published{"tpu-v1-lstm0", {{"batch", 64}}, 52, 64 * 0.052, "ISCA 2017"},
                    Published{"tpu-v1-cnn0", {{"batch", 8}}, 8, 2888 * 0.008, "ISCA 2017"}));

TEST(StableDiffusion, HasThePublishedMultiplyAccumulatesBesideAttention) {
  const BoundGraph graph = bound("stable-diffusion-1.5-unet", {});
  EXPECT_EQ(graph.parameters(), 859'520'964);
  // BK-SDM (arXiv:2305.15798), table 1: 339 G, by a tool that sees modules, not what is between.
  EXPECT_NEAR(static_cast<double>(graph.macs() - attention_macs(graph)) / 1e9, 339, 3);
}

TEST(Wan, SpendsMostOfItsWorkOnAttentionBetweenAllTokens) {
  const BoundGraph graph = bound("wan2.1-t2v-1.3b", {});
  EXPECT_EQ(graph.parameters(), 1'418'996'800);
  const std::int64_t own = 30LL * 2 * 1536 * 32760 * 32760, text = 30LL * 2 * 1536 * 32760 * 512;
  EXPECT_EQ(attention_macs(graph), own + text);
  EXPECT_GT(own * 3, graph.macs() * 2);
}

TEST(Whisper, ADecodingStepMultipliesTheDecoderOnceAndReadsBothCaches) {
  const SymbolValues step = {{"seq", 1}, {"kv", 99}, {"audio", 0}};
  const BoundGraph graph = bound("whisper-large-v3", step);
  // Own queries, keys, values and results; queries and results across; the feed-forward part.
  const std::int64_t layer = 4 * 1280 * 1280 + 2 * 1280 * 1280 + 2 * 1280 * 5120;
  const std::int64_t attended = 2 * 1280 * (100 + 1500);
  EXPECT_EQ(graph.macs(), 32 * (layer + attended) + 51866 * 1280);
  EXPECT_EQ(graph.kv_bytes(), Bytes(32 * 2 * (100 + 1500) * 1280 * 2));
}

TEST(Whisper, WritesTheCacheOfTheEncoderWithThePrompt) {
  const SymbolValues prompt = {{"batch", 3}, {"seq", 4}, {"kv", 0}};
  const BoundGraph graph = bound("whisper-large-v3", prompt);
  EXPECT_EQ(graph.kv_bytes(), Bytes(3 * 32 * 2 * (4 + 1500) * 1280 * 2));
}

TEST(OpenVla, LooksAtTheImageWithThePromptOnly) {
  const BoundGraph step = bound("openvla-7b", {{"seq", 1}, {"kv", 288}, {"images", 0}});
  const std::int64_t weights = 32 * (4 * 4096LL * 4096 + 3 * 4096 * 11008) + 32064 * 4096;
  EXPECT_EQ(step.macs(), weights + 32 * 2 * 4096 * 289);
}

TEST(VJepa2, HasAnEncoderAndAPredictorOfThePublishedSizes) {
  const BoundGraph graph = bound("v-jepa-2-ac", {});
  // ViT-g: 1 012.65 M with what CLIP adds (open_clip docs/model_profile.csv); arXiv:2506.09985,
  // section 3.1: a predictor of some 300 M.
  EXPECT_NEAR(static_cast<double>(parameters_of(graph, "encoder_")) / 1e6, 1012.65, 5);
  EXPECT_NEAR(static_cast<double>(parameters_of(graph, "predictor_")) / 1e6, 300, 6);
}

}  // namespace
}  // namespace tessera
