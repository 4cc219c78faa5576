#include "workloads/lowering/residency.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "tests/workloads/lowering/program_sums.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"
#include "workloads/one_operator.h"

namespace tessera {
namespace {

ChipSpec chip_named(const std::string& name) { return read_chip({name, {}, {}}); }

BoundGraph decode(const std::string& model, const ChipSpec& chip) {
  const DataType type = chip.default_type;
  return bind(read_model(model), {{"batch", 1}, {"seq", 1}, {"kv", 64}}, {type, type, type});
}

TEST(StillThere, IsAStepAtTheCapacity) {
  EXPECT_EQ(still_there(89, 100), 1);
  EXPECT_NEAR(still_there(100, 100), 0.5, 1e-12);
  EXPECT_EQ(still_there(111, 100), 0);
  EXPECT_EQ(still_there(1, 0), 0);
}

struct Loaded {
  double all = 0, hit = 0;  // bytes
};

Loaded loaded(const Program& program, TensorRole role) {
  Loaded sum;
  const auto add = [&](const auto& self, const std::vector<Instruction>& body,
                       double times) -> void {
    for (const Instruction& instruction : body) {
      if (const auto* repeat = std::get_if<Repeat>(&instruction.operation))
        self(self, repeat->body, times * static_cast<double>(repeat->count));
      const auto* load = std::get_if<Transfer>(&instruction.operation);
      if (load == nullptr || load->tensor < 0 || load->kind == Transfer::Kind::kStore) continue;
      if (program.tensors[static_cast<std::size_t>(load->tensor)].role != role) continue;
      const double bytes =
          times * static_cast<double>(load->bytes().count()) / static_cast<double>(load->cores);
      sum.all += bytes;
      sum.hit += bytes * load->shared_buffer_hit;
    }
  };
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels)
      for (const BlockGroup& group : std::get<Grid>(kernel.work).groups)
        add(add, group.body, static_cast<double>(group.count * section.repeat));
  return sum;
}

// Share of the bytes of a role that the shared buffer serves.
double hit_of(const Program& program, TensorRole role) {
  const Loaded sum = loaded(program, role);
  return sum.hit / sum.all;
}
double loaded_bytes(const Program& program, TensorRole role) { return loaded(program, role).all; }

TEST(SharedBuffer, SmallActivationsAreFoundAndWeightsLargerThanItAreNot) {
  const ChipSpec chip = chip_named("h100-sxm");
  const Program program = lower(decode("llama-3.1-8b", chip), chip).program;
  EXPECT_GT(hit_of(program, TensorRole::kActivation), 0.5);
  EXPECT_LT(hit_of(program, TensorRole::kWeight), 0.01);
}

// Memory sees every byte of a tensor once, however often the blocks together load it.
double read_from_memory(const Program& program, TensorRole role) {
  return (1 - hit_of(program, role)) * loaded_bytes(program, role);
}

TEST(SharedBuffer, ARunReadsItsWeightsFromMemoryOnceEvenIfTheyWouldFit) {
  const ChipSpec chip = chip_named("h100-sxm");
  const Program program = lower(decode("gemm:512,512,512", chip), chip).program;
  EXPECT_NEAR(read_from_memory(program, TensorRole::kWeight), 512 * 512 * 2, 1);
  EXPECT_NEAR(read_from_memory(program, TensorRole::kActivation), 512 * 512 * 2, 1);
}

TEST(SharedBuffer, AReplayFindsTheWeightsOfTheRunBefore) {
  const ChipSpec chip = chip_named("h100-sxm");
  LoweringOptions options;
  options.conditions.caches = Caches::kWarm;
  const Program program = lower(decode("gemm:512,512,512", chip), chip, options).program;
  EXPECT_GT(hit_of(program, TensorRole::kWeight), 0.99);
}

TEST(SharedBuffer, WhatTwoOperatorsReadIsReadFromMemoryByTheFirst) {
  const ChipSpec chip = chip_named("h100-sxm");
  std::vector<LoweredBlock> blocks(1);
  blocks[0].operators.resize(2);
  for (FusedOperator& fused : blocks[0].operators) {
    fused.reads.push_back({0, Bytes(4096)});
    fused.reads.back().role = TensorRole::kWeight;
  }
  find_in_shared_buffer(blocks, lifetimes_of(blocks, 1), chip);
  EXPECT_EQ(blocks[0].operators[0].reads[0].shared_buffer_hit, 0);
  EXPECT_EQ(blocks[0].operators[1].reads[0].shared_buffer_hit, 1);
}

TEST(LocalMemory, ActivationsOfASingleCoreDoNotTravel) {
  ChipSpec chip = chip_named("tpu-v5e");
  const BoundGraph graph = decode("llama-3.1-8b", chip);
  const double stays = sums_of(lower(graph, chip, {2}).program).stored_bytes;
  chip.core.count = 2;  // now they are shared through memory
  const double travels = sums_of(lower(graph, chip, {2}).program).stored_bytes;
  EXPECT_LT(stays, 0.6 * travels);
}

TEST(LocalMemory, NoMoreThanAQuarterIsSetAside) {
  const ChipSpec chip = chip_named("tpu-v5e");
  std::vector<LoweredBlock> blocks(1);
  std::vector<Tensor> tensors;
  const Bytes half = chip.core.local_memory.capacity / 8 + Bytes(1);
  for (int i = 0; i < 4; ++i) {  // a chain of operators, each result read by the next
    FusedOperator fused;
    if (i > 0) fused.reads.push_back({i - 1, half});
    fused.writes.push_back({i, half});
    blocks[0].operators.push_back(fused);
    tensors.push_back({"t" + std::to_string(i), half});
  }
  keep_in_local_memory(blocks, lifetimes_of(blocks, tensors.size()), tensors, chip);
  // Two results live at a time, but only one fits.
  EXPECT_EQ(blocks[0].operators[0].writes[0].tensor, -1);
  EXPECT_EQ(blocks[0].operators[1].writes[0].tensor, 1);
  EXPECT_EQ(blocks[0].operators[2].writes[0].tensor, -1);
}

double weight_hit(double mib, std::int64_t copies) {
  const ChipSpec chip = chip_named("l40s");  // 96 MiB
  const auto n = static_cast<std::int64_t>(mib * 1024 * 1024 / 2 / 1024);
  proto::Graph graph = *one_operator("gemm:1," + std::to_string(n) + ",1024");
  graph.set_dtype("bf16");
  const LoweringOptions options{.conditions = {.caches = Caches::kWarm, .weight_copies = copies}};
  return hit_of(lower(tessera::bind(graph, {}, {}), chip, options).program, TensorRole::kWeight);
}

TEST(SharedBuffer, ABenchmarkThatTurnsBetweenCopiesFindsOnlyWeightsOfWhichAllFit) {
  EXPECT_GT(weight_hit(40, 1), 0.99);
  EXPECT_LT(weight_hit(40, 5), 0.01);
  EXPECT_GT(weight_hit(12, 5), 0.99);
  EXPECT_LT(weight_hit(96, 1), 0.6);
}

}  // namespace
}  // namespace tessera
