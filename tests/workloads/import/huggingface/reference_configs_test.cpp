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
    testing::Values(Published{"meta-llama--Meta-Llama-3.1-8B", 8.03},
                    Published{"meta-llama--Meta-Llama-3.1-70B", 70.55},
                    Published{"meta-llama--Meta-Llama-3.1-405B", 405.85},
                    Published{"mistralai--Mixtral-8x7B-v0.1", 46.70},
                    Published{"deepseek-ai--DeepSeek-V3", 671.03},
                    Published{"Qwen--Qwen3-8B", 8.19}, Published{"Qwen--Qwen3-30B-A3B", 30.53},
                    Published{"Qwen--Qwen3-235B-A22B", 235.09},
                    Published{"openai--gpt-oss-20b", 20.9},
                    Published{"nvidia--Nemotron-H-56B-Base-8K", 56.3},
                    Published{"meta-llama--Llama-4-Scout-17B-16E-Instruct", 107.77}));

}  // namespace
}  // namespace tessera
