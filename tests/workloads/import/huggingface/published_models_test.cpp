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

TEST_P(PublishedModel, HasThePublishedParameters) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "tessera_published" / GetParam().name;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json") << GetParam().config;
  const proto::Graph graph = import_huggingface(folder / "config.json");
  const BoundGraph prefill = tessera::bind(graph, {{"seq", 300}}, {});
  const BoundGraph decode = tessera::bind(graph, {{"seq", 1}, {"kv", 5000}}, {});
  EXPECT_NEAR(static_cast<double>(prefill.parameters()) / 1e9, GetParam().billions,
              0.006 * GetParam().billions);
  EXPECT_GT(prefill.macs(), 50 * decode.macs());
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, PublishedModel, testing::ValuesIn(kModels));

}  // namespace
}  // namespace tessera
