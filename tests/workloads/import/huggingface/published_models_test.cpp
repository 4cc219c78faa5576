// Published models have the parameters that their model cards and reports state.
#include "tests/workloads/import/huggingface/published_models.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/importer.h"

namespace tessera {
namespace {

class PublishedModel : public testing::TestWithParam<Model> {};

TEST_P(PublishedModel, HasThePublishedParametersAndMultipliesThem) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "tessera_published" / GetParam().name;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json") << GetParam().config;
  const proto::Graph graph = import_huggingface(folder / "config.json");
  const BoundGraph prefill = tessera::bind(graph, {{"seq", 300}}, {});
  EXPECT_NEAR(static_cast<double>(prefill.parameters()) / 1e9, GetParam().billions,
              0.006 * GetParam().billions);
  // A token multiplies each weight it passes once; the table of embeddings is looked up (less than
  // 11 % of these models), and no picture is seen (8 % of qwen2.5-vl-7b).
  const BoundGraph one_token = tessera::bind(graph, {{"seq", 1}, {"kv", 1}}, {});
  const double multiplied =
      static_cast<double>(one_token.macs()) / static_cast<double>(one_token.active_parameters());
  EXPECT_GT(multiplied, 0.85);
  EXPECT_LT(multiplied, 1.0001);
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, PublishedModel, testing::ValuesIn(kModels));

}  // namespace
}  // namespace tessera
