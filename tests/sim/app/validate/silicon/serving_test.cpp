// Rows of serving engines over chips: experts and sequences spread by the plan that a row states.
#include <gtest/gtest.h>

#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/runs.h"

namespace tessera::validation {
namespace {

Measurement row_of(const char* model, std::int64_t tensor, std::int64_t groups,
                   std::int64_t experts) {
  Measurement row;
  row.device = "h100_sxm";
  row.model = model;
  row.shape = {{"isl", 512},
               {"osl", 64},
               {"concurrency", 16},
               {"tp_size", tensor},
               {"attention_dp_size", groups},
               {"moe_tp_size", tensor * groups / experts},
               {"moe_ep_size", experts}};
  row.words = {{"framework", "vllm"}, {"precision", "bf16"}, {"mode", "agg"}};
  return row;
}

Prediction predicted(const Measurement& row) {
  DeviceChips chips({});
  return serving_prediction(row, {}, chips.of(row.device), OperatorDetail::kAnalytic);
}

double number(const Prediction& prediction, std::size_t i) {
  EXPECT_EQ(prediction.why_not, "");
  return prediction.values.size() > i ? std::stod(prediction.values[i]) : 0;
}

TEST(ServingRows, ExpertsMayBeSpreadOverTheChipsThatShareLayers) {
  const Prediction shared = predicted(row_of("Qwen3-30B-A3B", 4, 1, 1));
  const Prediction spread = predicted(row_of("Qwen3-30B-A3B", 4, 1, 4));
  EXPECT_NE(number(spread, 1), number(shared, 1));
  EXPECT_LT(number(spread, 1), 2 * number(shared, 1));
}

TEST(ServingRows, GroupsWithSequencesOfTheirOwnServeTheirShareEach) {
  const Prediction one = predicted(row_of("Qwen3-30B-A3B", 1, 4, 4));
  EXPECT_GT(number(one, 1), 0);
  // All groups together give as many tokens as their requests are under way for.
  EXPECT_NEAR(number(one, 2) * number(one, 1) / 1e3, 16, 3);
}

TEST(ServingRows, ExpertsOnOtherChipsThanTheLayersAreNotPredicted) {
  Measurement row = row_of("Qwen3-30B-A3B", 4, 1, 4);
  row.shape["moe_tp_size"] = 2;
  EXPECT_EQ(predicted(row).why_not, "experts on other chips than the layers are not modelled");
}

}  // namespace
}  // namespace tessera::validation
