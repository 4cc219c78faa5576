#include "isa/area/die.h"

#include <gtest/gtest.h>

#include <cmath>

#include "isa/chip_reader.h"

namespace tessera {
namespace {

double area_named(const DieEstimate& estimate, const std::string& name) {
  for (const AreaItem& block : estimate.blocks)
    if (block.name == name) return block.mm2;
  return 0;
}

// 1000 products of bf16 a clock in each of two cores.
ChipSpec two_cores() {
  ChipSpec chip;
  chip.core.count = 2;
  chip.core.clock = Hertz(1'000'000'000);
  MatrixUnitSpec unit;
  unit.kind = DotProductSpec{10, 10, 10, 1, 1, 0};
  unit.rates[static_cast<std::size_t>(DataType::kBf16)].relative = 1;
  chip.core.matrix_unit = unit;
  chip.core.vector_unit.lanes = 100;
  chip.core.local_memory.capacity = Bytes(1024 * 1024);
  chip.memory.peak_bandwidth = BytesPerSecond(100e9);
  return chip;
}

AreaTable plain_table() {
  AreaTable table;
  table.sram_per_mib = 2;
  table.kilo_mac = 3;
  table.lane = 0.5;
  table.core = 4;
  table.buffer_slice = 1;
  table.memory_stack = 20;
  table.memory_pins_per_gb_per_s = 0.1;
  table.stacked_memory_per_gb_per_s = 0.01;
  table.link_per_gb_per_s = 0.2;
  return table;
}

TEST(DieArea, EveryBlockTakesWhatTheTableSays) {
  ChipSpec chip = two_cores();
  chip.shared_buffer = SharedBufferSpec{};
  chip.shared_buffer->capacity = Bytes(8 * 1024 * 1024);
  chip.shared_buffer->slices = 3;
  chip.chip_link = ChipLinkSpec{};
  chip.chip_link->bandwidth = BytesPerSecond(50e9);
  const DieEstimate die = estimate_die(chip, 2, plain_table());
  EXPECT_DOUBLE_EQ(area_named(die, "matrix"), 6);
  EXPECT_DOUBLE_EQ(area_named(die, "vector"), 100);
  EXPECT_DOUBLE_EQ(area_named(die, "cores"), 8);
  EXPECT_DOUBLE_EQ(area_named(die, "local memory"), 4);
  EXPECT_DOUBLE_EQ(area_named(die, "shared buffer"), 19);
  EXPECT_DOUBLE_EQ(area_named(die, "memory"), 40);
  EXPECT_DOUBLE_EQ(area_named(die, "chip link"), 10);
  EXPECT_DOUBLE_EQ(die.die_mm2(), 187);
}

TEST(DieArea, MemoryWithoutStacksTakesPinsAndBondedMemoryTakesVias) {
  ChipSpec chip = two_cores();
  EXPECT_DOUBLE_EQ(area_named(estimate_die(chip, 0, plain_table()), "memory"), 10);
  chip.memory.slice_per_core = true;
  EXPECT_DOUBLE_EQ(area_named(estimate_die(chip, 0, plain_table()), "memory"), 1);
}

TEST(DieArea, SpareCoresAreOnTheDieAndTheUncoreIsAShareOfAllOfIt) {
  AreaTable table = plain_table();
  table.spare_core_share = 0.5;
  table.uncore_share = 0.2;
  const DieEstimate die = estimate_die(two_cores(), 0, table);
  EXPECT_DOUBLE_EQ(area_named(die, "cores"), 12);
  EXPECT_DOUBLE_EQ(die.uncore, 0.2 * die.die_mm2());
}

TEST(DieArea, TypesOfHalfTheBitsAtTwiceTheRateShareTheirMultipliers) {
  ChipSpec chip = two_cores();
  EXPECT_DOUBLE_EQ(matrix_size(chip), 1000);
  MatrixUnitSpec& unit = *chip.core.matrix_unit;
  unit.rates[static_cast<std::size_t>(DataType::kInt8)].relative = 2;
  EXPECT_DOUBLE_EQ(matrix_size(chip), 1000);
  unit.rates[static_cast<std::size_t>(DataType::kInt8)].relative = 4;
  EXPECT_DOUBLE_EQ(matrix_size(chip), 2000);
}

TEST(DieArea, WhatTheLanesDoThemselvesTakesNoMatrixUnit) {
  ChipSpec chip = two_cores();
  chip.core.vector_unit.lanes = 500;
  EXPECT_DOUBLE_EQ(matrix_size(chip), 0);
  chip.core.vector_unit.lanes = 490;
  EXPECT_DOUBLE_EQ(matrix_size(chip), 1000);
}

TEST(AreaTables, TheNearestNodeIsTaken) {
  EXPECT_EQ(area_table_for(7).name, "7nm");
  EXPECT_EQ(area_table_for(4).name, "5nm");
  EXPECT_EQ(area_table_for(14).name, "16nm");
  EXPECT_EQ(area_table_for(6).name, "7nm");
  EXPECT_EQ(area_table_for(65).name, "28nm");
}

// Die areas of the library's GPUs of one kind of die, from their data sheets.
TEST(AreaTables, DiesThatExistAreMissedByAboutASixthOnAverage) {
  double sum = 0;
  const std::vector<std::string> names = {
      "a100-sxm", "h100-sxm", "v100", "p100", "gtx-1080-ti", "titan-x-maxwell",
      "mi25",     "mi210",    "l40s", "t4",   "rtx-a6000",   "rtx-pro-6000"};
  for (const std::string& name : names) {
    const ChipSource source{name, {}, {}};
    const proto::Chip text = read_chip_text(source);
    const ChipSpec chip = read_chip(source);
    const double die =
        estimate_die(chip, text.memory().stacks(), area_table_for(text.power().process_nm()))
            .die_mm2();
    EXPECT_NEAR(die / *chip.die_area_mm2, 1, 0.36) << name;
    sum += std::abs(die / *chip.die_area_mm2 - 1);
  }
  EXPECT_LT(sum / static_cast<double>(names.size()), 0.18);
}

}  // namespace
}  // namespace tessera
