// Published config.json files give the published numbers of parameters.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

std::filesystem::path folder_of(const std::string& name) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  return reference == nullptr ? std::filesystem::path()
                              : std::filesystem::path(reference) / "models" / "huggingface" / name;
}

struct Published {
  const char* folder;
  double billions;
  double active_billions;           // 0: all of them
  std::int64_t kv_bytes_per_token;  // at 16 bits: 2 x layers x heads of keys x head_dim x 2 bytes
};
void PrintTo(const Published& published, std::ostream* out) { *out << published.folder; }

class ReferenceConfig : public testing::TestWithParam<Published> {};

TEST_P(ReferenceConfig, HasThePublishedParameters) {
  const std::filesystem::path folder = folder_of(GetParam().folder);
  if (folder.empty()) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const proto::Graph graph = read_model(folder.string());
  const double billions = static_cast<double>(tessera::bind(graph, {}, {}).parameters()) / 1e9;
  EXPECT_NEAR(billions, GetParam().billions, 0.001 * GetParam().billions);
}

TEST_P(ReferenceConfig, HasThePublishedActiveParametersAndCache) {
  const std::filesystem::path folder = folder_of(GetParam().folder);
  if (folder.empty()) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const BoundGraph graph =
      tessera::bind(read_model(folder.string()), {{"batch", 1}, {"seq", 1}, {"kv", 0}}, {});
  const double active = static_cast<double>(graph.active_parameters()) / 1e9;
  const double published =
      GetParam().active_billions > 0 ? GetParam().active_billions : GetParam().billions;
  EXPECT_NEAR(active, published, 0.03 * published);
  EXPECT_EQ(token_size(graph).kv_bytes.count(), GetParam().kv_bytes_per_token);
  // A token passes every active weight once, but for the table of embeddings.
  EXPECT_LT(token_size(graph).flops, 2.05e9 * active);
  EXPECT_GT(token_size(graph).flops, 2e9 * active * 0.75);
}

TEST_P(ReferenceConfig, BindsInBothPhases) {
  const std::filesystem::path folder = folder_of(GetParam().folder);
  if (folder.empty()) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const proto::Graph graph = read_model(folder.string());
  const BoundGraph prefill = tessera::bind(graph, {{"batch", 2}, {"seq", 1024}, {"kv", 0}}, {});
  const BoundGraph decode = tessera::bind(graph, {{"batch", 2}, {"seq", 1}, {"kv", 1024}}, {});
  EXPECT_GT(prefill.macs(), 100 * decode.macs());
}

// Model cards and reports. DeepSeek-V3 without multi-token prediction, Llama 4 Scout without
// vision.
INSTANTIATE_TEST_SUITE_P(
    HuggingFace, ReferenceConfig,
    testing::Values(Published{"meta-llama--Meta-Llama-3.1-8B", 8.03, 0, 32 * 4096},
                    Published{"meta-llama--Meta-Llama-3.1-70B", 70.55, 0, 80 * 4096},
                    Published{"meta-llama--Meta-Llama-3.1-405B", 405.85, 0, 126 * 4096},
                    Published{"mistralai--Mixtral-8x7B-v0.1", 46.70, 12.9, 32 * 4096},
                    Published{"deepseek-ai--DeepSeek-V3", 671.03, 37.6, 61 * 1152},
                    Published{"Qwen--Qwen3-8B", 8.19, 0, 36 * 4096},
                    Published{"Qwen--Qwen3-30B-A3B", 30.53, 3.3, 48 * 2048},
                    Published{"Qwen--Qwen3-235B-A22B", 235.09, 22, 94 * 2048},
                    Published{"openai--gpt-oss-20b", 20.91, 4.2, 24 * 2048},
                    Published{"Qwen--Qwen3-VL-8B-Instruct", 8.77, 0, 36 * 4096},
                    Published{"nvidia--Nemotron-H-56B-Base-8K", 56.3, 0, 10 * 4096},
                    Published{"meta-llama--Llama-4-Scout-17B-16E-Instruct", 107.77, 17.2,
                              48 * 4096}));

}  // namespace
}  // namespace tessera
