#include "workloads/lowering/grid/raster.h"

#include <gtest/gtest.h>

namespace tessera::grid {
namespace {

TEST(Raster, OneWaveReadsEverythingOnce) {
  const Reads reads = reads_from_memory({10, 10, 1e9, 1e9}, 100, 0);
  EXPECT_EQ(reads.a, 1);
  EXPECT_EQ(reads.b, 1);
}

TEST(Raster, OperandsThatFitAreReadOnceWhateverTheWaves) {
  const Reads reads = reads_from_memory({100, 100, 1, 1}, 10, 200);
  EXPECT_EQ(reads.a, 1);
  EXPECT_EQ(reads.b, 1);
}

TEST(Raster, WithoutABufferAWaveSharesOnlyWithinItself) {
  // Strips of 4 rows in waves of 4 x 4 tiles: A is read by each of 4 waves, B by each of 4 strips.
  const Reads reads = reads_from_memory({16, 16, 1, 1}, 16, 0);
  EXPECT_EQ(reads.a * 16 + reads.b * 16, 128);
}

TEST(Raster, MoreBufferNeverReadsMore) {
  double before = 1e18;
  for (double capacity = 0; capacity < 400; capacity += 20) {
    const Reads reads = reads_from_memory({64, 48, 3, 5}, 96, capacity);
    const double bytes = reads.a * 64 * 3 + reads.b * 48 * 5;
    EXPECT_LE(bytes, before);
    before = bytes;
  }
}

}  // namespace
}  // namespace tessera::grid
