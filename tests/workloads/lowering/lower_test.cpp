#include "workloads/lowering/lower.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/verify.h"
#include "sim/core/diagnostics.h"
#include "tests/workloads/lowering/program_sums.h"
#include "workloads/lowering/control_form.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Symbols = std::map<std::string, std::int64_t>;

BoundGraph bound(const std::string& model, const Symbols& symbols = {}) {
  const DataType type = DataType::kFp16;
  return bind(read_model(model, symbols), symbols, {type, type, type});
}

// With room for networks larger than its 16 GiB.
ChipSpec npu() { return read_chip({"npu-4x128", {}, {"memory.capacity_gb=64"}}); }

TEST(Lower, ProgramsMultiplyWhatTheNetworkAsksFor) {
  for (const auto& [model, symbols] : std::vector<std::pair<std::string, Symbols>>{
           {"gemm:2048,2048,2048", {}},
           {"gemm:7,1000,333", {}},
           {"conv:1,56,56,64,128,3,3,2,1", {}},
           {"attention:3,12,4,64,100,77", {}},
           {"llama-3.1-8b", {{"batch", 1}, {"seq", 512}}},
           {"llama-3.1-8b", {{"batch", 8}, {"seq", 1}, {"kv", 4096}}}}) {
    const BoundGraph graph = bound(model, symbols);
    EXPECT_EQ(sums_of(lower(graph, npu(), {2}).program).useful_macs,
              static_cast<double>(graph.macs()))
        << model;
  }
}

TEST(Lower, OperatorRecordsSumToTheNetwork) {
  const BoundGraph graph = bound("llama-3.1-8b", {{"batch", 2}, {"seq", 64}});
  double flops = 0, lanes = 0, expected = 0;
  for (const OperatorRecord& record : lower(graph, npu()).program.operators) {
    flops += record.matrix_flops * static_cast<double>(record.repeat);
    lanes += record.vector_operations * static_cast<double>(record.repeat);
  }
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      expected += node.work.vector.total() * static_cast<double>(block.repeat);
  EXPECT_EQ(flops, 2.0 * static_cast<double>(graph.macs()));
  EXPECT_DOUBLE_EQ(lanes, expected);
}

TEST(Lower, LayersStayFolded) {
  const BoundGraph graph = bound("llama-3.1-8b", {{"batch", 1}, {"seq", 128}});
  const Lowered lowered = lower(graph, npu());
  ASSERT_EQ(lowered.program.sections.size(), 3u);
  EXPECT_EQ(lowered.program.sections[1].repeat, 32);
}

TEST(Lower, EveryNetworkOnEveryChipWithQueuesIsAValidProgram) {
  int lowered = 0;
  for (const std::string& name : library_chips()) {
    const ChipSpec chip = read_chip({name, {}, {}});
    if (!runs_in_queues(chip.control, OperatorKind::kMatMul)) continue;
    const DataType type = chip.default_type;
    for (const std::string& model : library_networks()) {
      const BoundGraph graph = bind(read_model(model), {}, {type, type, type});
      const bool experts = std::ranges::any_of(graph.blocks, [](const BoundBlock& block) {
        return std::ranges::any_of(block.nodes, [](const BoundNode& node) {
          return node.work.moe || node.kind == OperatorKind::kLatentAttention;
        });
      });
      if (experts || graph.weight_bytes() * 2 > chip.memory.capacity) continue;
      ++lowered;
      try {
        for (const ProgramMistake& mistake : verify(lower(graph, chip).program, chip))
          ADD_FAILURE() << model << " on " << name << ": " << mistake.mistake.message;
      } catch (const InputError& refused) {
        // Its activations are more than this memory has.
        EXPECT_EQ(model, "retinanet") << name << ": " << refused.what();
        EXPECT_EQ(name, "groq-lpu-v1") << refused.what();
        EXPECT_EQ(refused.code(), ExitCode::kDoesNotFit);
      }
    }
  }
  EXPECT_GE(lowered, 8);
}

TEST(Lower, ATypeThatNoUnitTakesIsRefusedWithThoseThatRun) {
  const ChipSpec chip = npu();
  const BoundGraph graph =
      bind(read_model("gemm:64,64,64"), {}, {DataType::kFp8, DataType::kFp8, DataType::kFp8});
  try {
    lower(graph, chip);
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUnsupported);
    EXPECT_NE(std::string(error.what()).find("fp8"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("allowed: bf16, fp16"), std::string::npos);
  }
}

TEST(Lower, NarrowWeightsAreConvertedOnTheLanesAndReadAtTheirOwnSize) {
  const ChipSpec chip = npu();
  const BoundGraph wide = bound("gemm:64,256,256");
  const BoundGraph narrow =
      bind(read_model("gemm:64,256,256"), {}, {DataType::kInt4, DataType::kFp16, DataType::kFp16});
  const ProgramSums with = sums_of(lower(narrow, chip).program);
  const ProgramSums without = sums_of(lower(wide, chip).program);
  EXPECT_EQ(with.vector_operations - without.vector_operations, 256.0 * 256);
  EXPECT_LT(with.loaded_bytes, without.loaded_bytes);
}

TEST(Lower, WhatIsNotModelledIsListedWithItsShareAndTakesNoKernel) {
  BoundGraph graph = bound("gemm:64,64,64");
  BoundNode odd = graph.blocks[0].nodes[0];
  odd.name = "odd";
  odd.kind = OperatorKind::kUnsupported;
  odd.function = "NonMaxSuppression";
  odd.work.gemm.reset();
  odd.inputs = {odd.outputs[0]};
  graph.blocks[0].nodes.push_back(odd);  // touches as many bytes as the product
  const Lowered lowered = lower(graph, npu());
  ASSERT_EQ(lowered.not_modelled.size(), 1u);
  EXPECT_EQ(lowered.not_modelled[0].name, "odd");
  EXPECT_EQ(lowered.not_modelled[0].op_type, "NonMaxSuppression");
  EXPECT_DOUBLE_EQ(lowered.not_modelled[0].share, 0.5);
  EXPECT_EQ(lowered.program.operators.size(), 1u);
}

}  // namespace
}  // namespace tessera
