#include "isa/roofline.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

ChipSpec chip() {
  ChipSpec spec;
  spec.core.count = 2;
  spec.core.clock = Hertz(1'000'000'000);
  MatrixUnitSpec unit;
  unit.kind = SystolicSpec{10, 10};
  unit.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 0.5};
  unit.rates[static_cast<std::size_t>(DataType::kInt8)] = {2, 1};
  spec.core.matrix_unit = unit;
  spec.core.vector_unit.add_mul_per_clock = 10;
  spec.core.vector_unit.special_per_clock = 1;
  spec.memory.peak_bandwidth = BytesPerSecond(1e9);
  return spec;
}

OperatorRecord op(double macs, DataType type, std::int64_t repeat, double vector) {
  OperatorRecord record;
  record.matrix_flops = 2 * macs;
  record.matrix_type = type;
  record.repeat = repeat;
  record.vector_operations = vector;
  return record;
}

// Every operator multiplied on the matrix units, with some padding.
Execution padded(const Program& program) {
  Execution execution;
  for (const OperatorRecord& op : program.operators) {
    OperatorExecution& one = execution.operators.emplace_back();
    one.actions.macs[static_cast<std::size_t>(op.matrix_type)] =
        op.matrix_flops * static_cast<double>(op.repeat);
  }
  return execution;
}

TEST(Roofline, CountsUsefulWorkAtThePeakOfItsType) {
  Program program;
  program.operators = {op(200e3, DataType::kBf16, 3, 0), op(400e3, DataType::kInt8, 1, 0)};
  const Roofline bounds = roofline(chip(), program, padded(program));
  EXPECT_EQ(bounds.matrix, Picoseconds(3'000'000 + 1'000'000));  // efficiency is not a bound
  EXPECT_EQ(bounds.bound(), bounds.matrix);
}

TEST(Roofline, LeavesOutProductsThatLanesDidForTheUnits) {
  Program program;
  program.operators = {op(200e3, DataType::kBf16, 3, 0)};
  Execution on_lanes = padded(program);
  on_lanes.operators[0].actions = {};
  EXPECT_EQ(roofline(chip(), program, on_lanes).matrix, Picoseconds(0));
}

TEST(Roofline, CountsBytesThatReallyMoved) {
  Execution execution;
  execution.actions.memory_read_bytes = 600;
  execution.actions.memory_written_bytes = 400;
  EXPECT_EQ(roofline(chip(), {}, execution).memory, Picoseconds(1'000'000));
}

TEST(Roofline, CountsVectorWorkAtTheFastestClass) {
  Program program;
  program.operators = {op(0, DataType::kBf16, 2, 1000)};
  EXPECT_EQ(roofline(chip(), program, {}).vector, Picoseconds(100'000));
}

}  // namespace
}  // namespace tessera
