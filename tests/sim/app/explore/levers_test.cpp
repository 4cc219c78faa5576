#include "sim/app/explore/levers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/app/sweep/space/axis.h"

namespace tessera::explore {
namespace {

std::vector<Lever> levers(const std::string& chip) {
  return levers_of(ChipReader().read({chip, {}, {}}));
}

bool has(const std::vector<Lever>& all, const std::string& field) {
  return std::ranges::find(all, field, &Lever::field) != all.end();
}

TEST(Levers, AreFieldsThatTheChipHas) {
  EXPECT_TRUE(has(levers("tpu-v1"), "core.matrix_unit.systolic.rows"));
  EXPECT_FALSE(has(levers("h100-sxm"), "core.matrix_unit.systolic.rows"));
  EXPECT_TRUE(has(levers("h100-sxm"), "core.matrix_unit.count"));
}

// A field that is written wrong would be refused, and a value that is not the chip's would change
// it.
TEST(Levers, SetToTheirOwnValueTheyChangeNothing) {
  for (const std::string& chip : library_chips()) {
    const ReadChip before = ChipReader().read({chip, {}, {}});
    std::vector<std::string> settings;
    for (const Lever& lever : levers_of(before))
      settings.push_back(lever.field + "=" + sweep::number_text(lever.value));
    const ReadChip after = ChipReader().read({chip, {}, settings});
    EXPECT_EQ(before.spec.memory.peak_bandwidth.count(), after.spec.memory.peak_bandwidth.count())
        << chip;
    EXPECT_EQ(before.spec.core.count, after.spec.core.count) << chip;
    EXPECT_EQ(before.spec.core.local_memory.bytes_per_clock,
              after.spec.core.local_memory.bytes_per_clock)
        << chip;
  }
}

}  // namespace
}  // namespace tessera::explore
