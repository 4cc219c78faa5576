#include "sim/app/simulate/in_pieces.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

SentInPieces sent(std::int64_t product, std::int64_t beside, std::int64_t collective,
                  std::int64_t pieces) {
  return in_pieces({Picoseconds(product), Picoseconds(beside), Picoseconds(collective)}, pieces);
}

TEST(InPieces, OnePieceIsSentBehindItsProduct) {
  EXPECT_EQ(sent(10, 15, 4, 1).elapsed(), Picoseconds(14));
  EXPECT_EQ(sent(10, 15, 4, 1).beside, Picoseconds(0));
}

// product     PPPPPPPPPPPPPPPP
// collective      CCC CCC CCC CCC
TEST(InPieces, ShortCollectivesHideButForTheLast) {
  EXPECT_EQ(sent(4, 4, 3, 4).computing, Picoseconds(16));
  EXPECT_EQ(sent(4, 4, 3, 4).exposed, Picoseconds(3));
}

// product     PPPPPPPP
// collective    CCCCCCCCCCCCCCCCCCCC
TEST(InPieces, LongCollectivesFollowEachOther) {
  EXPECT_EQ(sent(2, 2, 5, 4).computing, Picoseconds(8));
  EXPECT_EQ(sent(2, 2, 5, 4).elapsed(), Picoseconds(2 + 4 * 5));
}

TEST(InPieces, ProductsAreSlowerWhileACollectiveHoldsCores) {
  // The second piece takes 10 of its 12 ps in the 20 of the first one's collective.
  const SentInPieces found = sent(12, 24, 20, 2);
  EXPECT_EQ(found.beside, Picoseconds(10));
  EXPECT_EQ(found.computing, Picoseconds(12 + 20 + 2));
  EXPECT_EQ(found.elapsed(), Picoseconds(12 + 20 + 2 + 20));
}

}  // namespace
}  // namespace tessera
