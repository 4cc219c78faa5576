#include "sim/app/simulate/combine.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

Part part(const std::string& name, double executions, std::int64_t matrix, std::int64_t memory) {
  Part p;
  p.name = name;
  p.executions = executions;
  p.lowered.program.operators = {
      {.name = "gemm", .kind = "matmul", .repeat = 2, .matrix_flops = 8}};
  p.execution.elapsed = Picoseconds(matrix + memory);
  p.execution.stalls[StallCause::kMatrix] = Picoseconds(matrix);
  p.execution.stalls[StallCause::kMemoryBandwidth] = Picoseconds(memory);
  p.execution.actions.memory_read_bytes = 100;
  BandwidthLoss traffic{.peak_bytes = 250, .moved_bytes = 100, .idle_bytes = 120};
  traffic.lost_bytes[static_cast<std::size_t>(dram::LossCause::kRefresh)] = 30;
  p.execution.operators = {{p.execution.elapsed, p.execution.stalls, p.execution.actions, traffic}};
  p.execution.memories = {traffic};
  p.execution.occupancies = {{.engine = "chip.core_0.matrix_unit",
                              .busy = Picoseconds(matrix),
                              .starved = Picoseconds(memory),
                              .blocked = {}},
                             {.engine = "chip.core_1.matrix_unit",
                              .busy = Picoseconds(matrix),
                              .starved = Picoseconds(memory),
                              .blocked = {}}};
  p.roofline.memory = Picoseconds(memory);
  return p;
}

TEST(Combine, OnePartIsItself) {
  const Combined total = combine({part("decode", 1, 60, 40)});
  EXPECT_EQ(total.elapsed, Picoseconds(100));
  EXPECT_EQ(total.operators.at(0).name, "gemm");
  EXPECT_DOUBLE_EQ(total.operators[0].executions, 2);
  EXPECT_DOUBLE_EQ(total.operators[0].matrix_flops, 16);
  EXPECT_EQ(total.engines.at(0).count, 2);
}

TEST(Combine, NumberedLayersOfAPatternAreOne) {
  Part both = part("decode", 1, 60, 40);
  both.lowered.program.operators = {{.name = "layers.mamba_1.scan", .kind = "matmul", .repeat = 3},
                                    {.name = "layers.mamba_2.scan", .kind = "matmul", .repeat = 3},
                                    {.name = "layers.full.scan", .kind = "matmul", .repeat = 3}};
  both.execution.operators.assign(3, both.execution.operators[0]);
  const Combined total = combine({both});
  ASSERT_EQ(total.operators.size(), 2U);
  EXPECT_EQ(total.operators[0].name, "layers.mamba.scan");
  EXPECT_DOUBLE_EQ(total.operators[0].executions, 6);
  EXPECT_EQ(total.operators[0].time, Picoseconds(200));
}

TEST(Combine, StepsAreOneOperatorAndPrefillAnother) {
  const Combined total =
      combine({part("prefill", 1, 600, 0), part("decode", 3, 60, 40), part("decode", 2, 60, 45)});
  ASSERT_EQ(total.operators.size(), 2U);
  EXPECT_EQ(total.operators[0].name, "prefill: gemm");
  EXPECT_EQ(total.operators[1].name, "decode: gemm");
  EXPECT_EQ(total.operators[1].time, Picoseconds(510));
  EXPECT_EQ(total.elapsed, Picoseconds(1110));
  EXPECT_EQ(total.bound, Picoseconds(210));
}

TEST(Combine, LossesOfAnOperatorAreThoseOfAllItsExecutions) {
  const Combined total = combine({part("decode", 3, 60, 40), part("decode", 2, 60, 45)});
  ASSERT_EQ(total.operators.size(), 1U);
  const BandwidthLoss& traffic = total.operators[0].traffic;
  EXPECT_DOUBLE_EQ(traffic.lost_to(dram::LossCause::kRefresh), 150);
  EXPECT_DOUBLE_EQ(traffic.moved_bytes + traffic.losses(), traffic.peak_bytes);
  EXPECT_DOUBLE_EQ(total.memory.lost_to(dram::LossCause::kRefresh), 150);
}

TEST(Combine, RoundedSharesStillSumExactly) {
  const Combined total = combine({part("decode", 1.37, 61, 43), part("decode", 2.63, 59, 47)});
  EXPECT_EQ(total.stalls.total(), total.elapsed);
  Picoseconds sum;
  for (const OperatorTotal& one : total.operators) {
    EXPECT_EQ(one.stalls.total(), one.time);
    sum += one.time;
  }
  EXPECT_EQ(sum, total.elapsed);
}

}  // namespace
}  // namespace tessera
