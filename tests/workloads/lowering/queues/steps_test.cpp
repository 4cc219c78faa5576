#include "workloads/lowering/queues/steps.h"

#include <gtest/gtest.h>

namespace tessera::queues {
namespace {

TEST(Steps, CoverTheExtentOnceAndNameTheNextSize) {
  for (std::int64_t extent = 1; extent < 40; ++extent) {
    for (std::int64_t tile = 1; tile <= extent; ++tile) {
      for (std::int64_t single = 1; single < 4; ++single) {
        std::int64_t covered = 0, index = 0;
        for (const Step& step : steps(extent, tile, single)) {
          EXPECT_EQ(step.index, index);
          EXPECT_EQ(step.first, index == 0);
          index += step.count;
          covered += step.size * step.count;
          EXPECT_EQ(step.last, covered == extent);
          EXPECT_EQ(step.next, std::min(tile, extent - covered));
        }
        EXPECT_EQ(covered, extent) << extent << " in tiles of " << tile;
      }
    }
  }
}

TEST(Steps, EqualIterationsAreOneRun) {
  EXPECT_EQ(steps(1000, 10).size(), 3u);  // first, middle, last
  EXPECT_EQ(steps(1001, 10).size(), 4u);  // the one before the ragged last differs too
}

TEST(Split, PiecesDifferByAtMostOneGranule) {
  for (std::int64_t extent = 1; extent < 60; ++extent) {
    for (std::int64_t parts = 1; parts < 9; ++parts) {
      for (const std::int64_t granule : {1, 4, 7}) {
        std::int64_t covered = 0, pieces = 0, largest = 0;
        for (const Piece& piece : split(extent, parts, granule)) {
          EXPECT_GT(piece.size, 0);
          covered += piece.size * piece.count;
          pieces += piece.count;
          largest = std::max(largest, piece.size);
        }
        EXPECT_EQ(covered, extent);
        EXPECT_LE(pieces, parts);
        EXPECT_LT(largest, (extent / granule / pieces + 2) * granule);
      }
    }
  }
}

}  // namespace
}  // namespace tessera::queues
