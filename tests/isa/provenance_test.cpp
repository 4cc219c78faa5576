#include "isa/provenance.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"

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

}  // namespace
}  // namespace tessera
