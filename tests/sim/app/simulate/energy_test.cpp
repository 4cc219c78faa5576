#include "sim/app/simulate/energy.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

double energy_named(const std::vector<EnergyItem>& items, const std::string& name) {
  for (const EnergyItem& item : items)
    if (item.name == name) return item.energy.count();
  return -1;
}

TEST(Energy, ActionsCostWhatTheChipSays) {
  ChipSpec chip;
  chip.power.mac[static_cast<std::size_t>(DataType::kBf16)] = Picojoules(0.5);
  chip.power.memory_byte = Picojoules(10);
  chip.power.memory_io_byte = Picojoules(4);
  chip.power.memory_activation = Picojoules(1000);
  Actions actions;
  actions.macs[static_cast<std::size_t>(DataType::kBf16)] = 8;
  actions.memory_read_bytes = 30;
  actions.memory_written_bytes = 10;
  actions.memory_row_activations = 2;
  const auto items = energy_of(chip, actions, Picoseconds(100), 1);
  EXPECT_DOUBLE_EQ(energy_named(items, "matrix"), 4);
  EXPECT_DOUBLE_EQ(energy_named(items, "memory activation"), 2000);
  EXPECT_DOUBLE_EQ(energy_named(items, "memory array"), 240);
  EXPECT_DOUBLE_EQ(energy_named(items, "memory I/O"), 160);
  EXPECT_DOUBLE_EQ(energy_named(items, "memory refresh"), -1);
  EXPECT_DOUBLE_EQ(energy_named(items, "vector"), -1);
}

TEST(Energy, RefreshGoesOnWhateverIsRead) {
  ChipSpec chip;
  chip.power.memory_refresh = Watts(2);
  EXPECT_DOUBLE_EQ(energy_named(energy_of(chip, {}, Picoseconds(1'000'000), 3), "memory refresh"),
                   6e6);
}

TEST(Energy, EveryChipOfAPipelineDrawsStaticPower) {
  ChipSpec chip;
  chip.power.static_power = Watts(100);
  // 100 W for 1 us on two chips is 200 uJ.
  EXPECT_DOUBLE_EQ(energy_named(energy_of(chip, {}, Picoseconds(1'000'000), 2), "static"), 200e6);
}

}  // namespace
}  // namespace tessera
