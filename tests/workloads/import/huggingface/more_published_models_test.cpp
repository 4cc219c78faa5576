// Further published models have the parameters that are published of them, and run in both phases.
#include "tests/workloads/import/huggingface/more_published_models.h"

#include <gtest/gtest.h>

#include <string>

#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/importer.h"

namespace tessera {
namespace {

class FurtherModel : public testing::TestWithParam<Model> {};

TEST_P(FurtherModel, HasThePublishedParametersAndBindsInBothPhases) {
  const proto::Graph graph =
      import_huggingface_text("config.json", GetParam().config, GetParam().name);
  const BoundGraph prefill = tessera::bind(graph, {{"seq", 300}}, {});
  EXPECT_NEAR(static_cast<double>(prefill.parameters()) / 1e9, GetParam().billions,
              0.01 * GetParam().billions);
  const BoundGraph decode = tessera::bind(graph, {{"seq", 1}, {"kv", 1024}}, {});
  EXPECT_GT(prefill.macs(), 50 * decode.macs());
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, FurtherModel, testing::ValuesIn(kMoreModels),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           for (char& c : name)
                             if (c == '.' || c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace tessera
