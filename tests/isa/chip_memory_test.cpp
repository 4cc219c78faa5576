// The memory of a chip text: its own numbers, or a standard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/isa/chip_reader_fixture.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using ChipMemory = ChipText;

TEST_F(ChipMemory, AMemoryThatIsNotOnChipNeedsRowsAndRefresh) {
  const std::string dram = with(kEdge, "on_chip: true ", "");
  EXPECT_THAT(mistakes(dram), testing::Contains("edge.textproto:19:1: memory.row_bytes is "
                                                "missing"));
}

TEST_F(ChipMemory, AMemoryOfAStandardIsItsChannels) {
  const std::string dram = with(with_standard(), " memory_pj_per_byte: 30", "");
  const ChipSpec chip = read(dram);
  ASSERT_TRUE(chip.memory.dram);
  EXPECT_EQ(chip.memory.dram->name, "hbm2");
  EXPECT_NEAR(chip.memory.dram->peak_gb_per_s() * chip.memory.dram_channels, 34, 0.1);
  EXPECT_EQ(chip.memory.row_bytes, Bytes(0));
  EXPECT_EQ(chip.memory.refresh_share, 0);
  EXPECT_EQ(chip.power.memory_activation, Picojoules(909));
  EXPECT_GT(chip.power.memory_io_byte.count(), 0);
  EXPECT_GT(chip.power.memory_byte, chip.power.memory_io_byte);
  EXPECT_GT(chip.power.memory_refresh.count(), 0);
}

TEST_F(ChipMemory, AChipsOwnEnergyWinsOverTheStandards) {
  const ChipSpec chip = read(with_standard(), {"power.memory_activation_pj=7"});
  EXPECT_EQ(chip.power.memory_byte, Picojoules(30));
  EXPECT_EQ(chip.power.memory_activation, Picojoules(7));
}

TEST_F(ChipMemory, WhatAStandardSaysIsNotSaidAgain) {
  const std::string dram =
      with(with_standard(), "standard: \"HBM2\"", "standard: \"HBM2\" row_bytes: 2048");
  EXPECT_THAT(mistakes(dram),
              ElementsAre("edge.textproto:19:27: memory.row_bytes is stated, but the tables of "
                          "memory.standard (HBM2) say it; leave one of them out"));
}

TEST_F(ChipMemory, AnUnknownStandardIsNamedWhereItIsStated) {
  EXPECT_THAT(mistakes(with(with_standard(), "HBM2", "HBM22")),
              testing::Contains(testing::AllOf(testing::StartsWith("edge.textproto:19:10: "),
                                               HasSubstr("HBM22"), HasSubstr("hbm2"))));
}

TEST_F(ChipMemory, ATemperatureIsChecked) {
  EXPECT_THAT(mistakes(with_standard(), {"memory.temperature_c=300"}),
              ElementsAre(HasSubstr("memory.temperature_c is 300, must be a temperature")));
}

}  // namespace
}  // namespace tessera
