// What a chip takes from tables that it names, and what is known about it.
#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/provenance.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

proto::Confidence confidence(const proto::Chip& chip, const std::string& path) {
  const proto::Provenance* note = provenance_in(chip.power(), path);
  return note == nullptr ? proto::UNSTATED : note->confidence();
}

TEST(CopiedProvenance, EntriesOfATableKeepTheNotesThatNameThem) {
  const proto::Chip chip = read_chip_text({"gpnpu", {}, {}});
  EXPECT_EQ(confidence(chip, "mac[bf16].pj"), proto::PAPER);
  EXPECT_EQ(confidence(chip, "mac[fp8].pj"), proto::ESTIMATE);
  EXPECT_EQ(confidence(chip, "local_memory_pj_per_byte"), proto::PAPER);
}

TEST(CostRecord, FillsWhatAChipWithAPriceDoesNotState) {
  const proto::Chip chip = read_chip_text({"h100-sxm", {}, {"cost.years=3"}});
  EXPECT_EQ(chip.cost().years(), 3);
  EXPECT_GT(chip.cost().usd_per_kwh(), 0);
  EXPECT_GE(chip.cost().pue(), 1);
  EXPECT_FALSE(read_chip_text({"npu-4x128", {}, {}}).has_cost());
}

TEST(CostRecord, ThatDoesNotExistIsOneMistake) {
  try {
    read_chip_text({"h100-sxm", {}, {"cost.cost_record=free"}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.mistakes().size(), 1U) << error.what();
  }
}

}  // namespace
}  // namespace tessera
