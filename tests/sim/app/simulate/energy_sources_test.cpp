#include "sim/app/simulate/energy_sources.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/dram/standard.h"
#include "sim/app/simulate/energy.h"

namespace tessera {
namespace {

Actions some_actions() {
  Actions actions;
  actions.macs[static_cast<std::size_t>(DataType::kBf16)] = 1e9;
  actions.macs[static_cast<std::size_t>(DataType::kFp8Block)] = 1e9;
  actions.vector_operations = 1e7;
  actions.local_memory_bytes = 1e8;
  actions.shared_buffer_bytes = 1e7;
  actions.network_byte_hops = 1e7;
  actions.memory_read_bytes = 1e8;
  actions.memory_row_activations = 1e4;
  actions.link_bytes = 1e6;
  return actions;
}

std::map<std::string, Picojoules> by_kind(const std::vector<std::string>& settings,
                                          const Actions& actions) {
  const ChipSource source{"h100-sxm", {}, settings};
  const ChipSpec chip = read_chip(source);
  const proto::MemoryStandard standard =
      read_standard_text({chip.memory.standard, {}, {}, std::nullopt});
  return energy_by_kind(read_chip_text(source), chip, actions, Picoseconds(1'000'000'000), 1,
                        &standard);
}

TEST(EnergyByKind, SumsToTheEnergy) {
  const ChipSpec chip = read_chip({"h100-sxm", {}, {}});
  double all = 0;
  for (const EnergyItem& item : energy_of(chip, some_actions(), Picoseconds(1'000'000'000), 1))
    all += item.energy.count();
  double sum = 0;
  for (const auto& [kind, energy] : by_kind({}, some_actions())) sum += energy.count();
  EXPECT_NEAR(sum / all, 1, 1e-12);
}

TEST(EnergyByKind, FollowsTheNoteOfTheNumberThatIsMultiplied) {
  Actions products;
  products.macs[static_cast<std::size_t>(DataType::kBf16)] = 1e15;
  const auto as_shipped = by_kind({"power.static_w=0"}, products);
  EXPECT_GT(as_shipped.at("estimate").count(), 1e14);
  EXPECT_FALSE(as_shipped.contains("datasheet"));
  const auto own = by_kind({"power.static_w=0", "power.energy_table=7nm"}, products);
  EXPECT_NEAR(own.at("paper").count(), 1e15 * 0.59, 1e9);
}

TEST(EnergyByKind, MemoryCountsUnderTheNotesOfItsStandardUnlessTheChipHasItsOwn) {
  Actions reads;
  reads.memory_read_bytes = 1e12;
  EXPECT_FALSE(by_kind({"power.static_w=0"}, reads).contains("datasheet"));
  const auto own = by_kind({"power.static_w=0", "power.memory_pj_per_byte=30"}, reads);
  EXPECT_NEAR(own.at("datasheet").count(), 3e13, 1e9);  // the note that covers the whole chip
}

}  // namespace
}  // namespace tessera
