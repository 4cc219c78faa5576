// What published rows say about lengths, layouts, types and units.
#include "sim/app/validate/published/words.h"

#include <gtest/gtest.h>

#include "sim/app/validate/network_names.h"
#include "sim/app/validate/published/layout.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/silicon/measurement.h"

namespace tessera::validation::published {
namespace {

Row on(double chips, const std::string& conditions, const std::string& batch = "") {
  Row row;
  row.chips = chips;
  row.conditions = conditions;
  row.batch = batch;
  return row;
}

TEST(LengthOf, TakesTheMeanWhereOneIsStated) {
  EXPECT_EQ(length_of("4096"), 4096);
  EXPECT_EQ(length_of("~294 mean, <=1024"), 294);
  EXPECT_EQ(length_of("mean KV length 4989"), 4989);
}

TEST(LengthOf, TakesAShareOfABoundAlone) {
  EXPECT_DOUBLE_EQ(length_of("<=1000").value(), 280);
  EXPECT_EQ(length_of(""), std::nullopt);
  EXPECT_EQ(length_of("production mix"), std::nullopt);
}

TEST(NetworkOf, FindsTheLongestNameThatARowBeginsWith) {
  EXPECT_EQ(network_of("Llama-3.1-70B (TP4)"), "llama-3.1-70b");
  EXPECT_EQ(network_of("Llama-3-8B"), "llama-3.1-8b");
  EXPECT_EQ(network_of("Llama-2-70B (MLPerf, OpenOrca)"), "llama-2-70b");
  EXPECT_EQ(network_of("bert-large-uncased"), "bert-large");
  EXPECT_EQ(network_of("BERT-Large inference (TensorRT), seq 512"), "bert-large");
  EXPECT_EQ(network_of("Mistral-7B-Instruct-v0.2"), "mistral-7b");
  EXPECT_EQ(network_of("DeepSeek-V3/R1 671B"), "deepseek-v3");
  EXPECT_EQ(network_of("ResNet-50 v1.5 (MLPerf, 224x224)"), "resnet-50");
  EXPECT_EQ(network_of("MLP0 (5 FC layers, 20M weights)"), "tpu-v1-mlp0");
}

TEST(NetworkOf, DoesNotTakeANumberForItsBeginning) {
  EXPECT_EQ(network_of("Llama-2-700B"), std::nullopt);
  EXPECT_EQ(network_of("GPT 175B training on Frontier"), std::nullopt);
  EXPECT_EQ(network_of("3D-UNet KiTS19 (MLPerf)"), std::nullopt);
}

TEST(LayoutOf, ReadsWhatIsStatedAndLeavesTheRestToTensorParallelism) {
  EXPECT_EQ(name_of(layout_of(on(8, "TensorRT-LLM v1.0, TP8"))), "tp=8");
  EXPECT_EQ(name_of(layout_of(on(8, "8x H20-96GB"))), "tp=8");
  const ParallelPlan two = layout_of(on(16, "Chitu engine, TP8 PP2"));
  EXPECT_EQ(two.tensor, 8);
  EXPECT_EQ(two.pipeline, 2);
}

TEST(LayoutOf, TakesCoresForNoChips) {
  EXPECT_EQ(layout_of(on(12, "Inf2.48xlarge TP=24 cores")).tensor, 12);
  EXPECT_EQ(layout_of(on(2, "trn2.48xlarge TP8 logical cores")).tensor, 2);
}

TEST(LayoutOf, GivesChipsThatShareExpertsSequencesOfTheirOwn) {
  for (const char* text : {"TP8 EP8 attention DP, concurrency 7168", "DP8 EP8"}) {
    const ParallelPlan plan = layout_of(on(8, text));
    EXPECT_EQ(plan.expert, 8) << text;
    EXPECT_EQ(plan.data, 8) << text;
    EXPECT_EQ(plan.tensor, 1) << text;
  }
  EXPECT_EQ(layout_of(on(16, "SGLang", "DP16 EP16")).data, 16);
}

TEST(LayoutOf, NeedsTheNumberOfChips) {
  Row row;
  EXPECT_THROW(layout_of(row), NotPredicted);
}

TEST(LanguageTypes, TellProductsFromWeights) {
  EXPECT_EQ(language_types("fp8").product, DataType::kFp8);
  EXPECT_EQ(language_types("bf16").product, std::nullopt);
  const PublishedTypes weights = language_types("int8 weights/bf16 compute");
  EXPECT_EQ(weights.product, std::nullopt);
  EXPECT_EQ(weights.storage.weight, DataType::kInt8);
  EXPECT_EQ(weights.storage.activation, DataType::kBf16);
  EXPECT_EQ(language_types("fp4 (fp8 KV)").product, DataType::kFp4);
  EXPECT_EQ(language_types("fp4 (fp8 KV)").storage.kv, DataType::kFp8);
}

TEST(NetworkType, IsOneTypeForEverything) {
  EXPECT_EQ(network_type("int8"), DataType::kInt8);
  EXPECT_EQ(network_type("fp32 model cast to bf16/fp16"), DataType::kBf16);
  EXPECT_EQ(network_type("fp16 weights, fp32 accumulate"), DataType::kFp16);
  EXPECT_EQ(network_type("fp64"), std::nullopt);
}

TEST(OperatorType, IsScaledInBlocksWhereTheRowSaysSo) {
  EXPECT_EQ(operator_type("fp8 in, bf16 out (1x128/128x128 scales)"), DataType::kFp8Block);
  EXPECT_EQ(operator_type("fp8"), DataType::kFp8);
}

ChipSpec of_machines(std::int64_t chips) {
  ChipSpec chip;
  chip.chip_link.emplace().max_chips = chips;
  chip.chip_link->node.emplace();
  return chip;
}

TEST(Units, ANodeThatTheRowDoesNotCountIsAMachineOfTheChip) {
  Row row = on(16, "");
  row.unit = "tokens/s per node";
  EXPECT_DOUBLE_EQ(rate_in(row, 160, of_machines(4)), 40);
  EXPECT_THROW(rate_in(row, 160, ChipSpec{}), NotPredicted);
}

TEST(Units, ArePerChipOrNodeWhereTheRowSaysSo) {
  Row row = on(4, "");
  row.unit = "tokens/s (system total)";
  EXPECT_DOUBLE_EQ(rate_in(row, 100, of_machines(4)), 100);
  row.unit = "tokens/s per GPU";
  EXPECT_DOUBLE_EQ(rate_in(row, 100, of_machines(4)), 25);
  row.unit = "tokens/s per 8-GPU node";
  EXPECT_DOUBLE_EQ(rate_in(row, 100, of_machines(4)), 200);
  row.unit = "TFLOPS";
  EXPECT_DOUBLE_EQ(rate_in(row, 3e12, of_machines(4)), 3);
  row.unit = "ms";
  EXPECT_DOUBLE_EQ(time_in(row, 0.25), 250);
}

}  // namespace
}  // namespace tessera::validation::published
