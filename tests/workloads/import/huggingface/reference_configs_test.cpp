// Published config.json files give the published numbers of parameters.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "sim/core/diagnostics.h"
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
  std::int64_t parameters;
};
void PrintTo(const Published& published, std::ostream* out) { *out << published.folder; }

class ReferenceConfig : public testing::TestWithParam<Published> {};

TEST_P(ReferenceConfig, HasThePublishedParameters) {
  const std::filesystem::path folder = folder_of(GetParam().folder);
  if (folder.empty()) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  const proto::Graph graph = read_model(folder.string());
  EXPECT_EQ(tessera::bind(graph, {}, {}).parameters(), GetParam().parameters);
}

// Qwen3-8B: 8.2 B, of which 6.95 B without embeddings (model card).
INSTANTIATE_TEST_SUITE_P(
    HuggingFace, ReferenceConfig,
    testing::Values(Published{"meta-llama--Meta-Llama-3.1-8B", 8'030'261'248},
                    Published{"meta-llama--Meta-Llama-3.1-70B", 70'553'706'496},
                    Published{"meta-llama--Meta-Llama-3.1-405B", 405'853'388'800},
                    Published{"Qwen--Qwen3-8B", 8'190'735'360}));

class OtherFamily : public testing::TestWithParam<const char*> {};

TEST_P(OtherFamily, IsRefusedByName) {
  const std::filesystem::path folder = folder_of(GetParam());
  if (folder.empty()) GTEST_SKIP() << "TESSERA_REFERENCE names no folder of reference data";
  try {
    read_model(folder.string());
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUnsupported);
    EXPECT_NE(std::string(error.what()).find("qwen3"), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, OtherFamily,
                         testing::Values("Qwen--Qwen3-30B-A3B", "deepseek-ai--DeepSeek-V3",
                                         "mistralai--Mixtral-8x7B-v0.1", "openai--gpt-oss-20b",
                                         "nvidia--Nemotron-H-56B-Base-8K"));

}  // namespace
}  // namespace tessera
