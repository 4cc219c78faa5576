#include "sim/app/export/memory_over_time.h"

#include <gmock/gmock.h>

namespace tessera {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(MemoryOverTime, BytesAreSpreadEvenlyOverTheirSpan) {
  Span load;
  load.begin = Picoseconds(500);
  load.end = Picoseconds(2500);
  load.read_bytes = 200;
  Span store;
  store.begin = Picoseconds(2000);
  store.end = Picoseconds(4000);
  store.written_bytes = 60;
  const MemoryOverTime over = memory_over_time({load, store}, 4);
  EXPECT_EQ(over.bin, Picoseconds(1000));
  EXPECT_THAT(over.read_bytes, ElementsAre(DoubleEq(50), DoubleEq(100), DoubleEq(50), DoubleEq(0)));
  EXPECT_THAT(over.written_bytes,
              ElementsAre(DoubleEq(0), DoubleEq(0), DoubleEq(30), DoubleEq(30)));
}

TEST(MemoryOverTime, NoBinIsShorterThanANanosecond) {
  Span load;
  load.end = Picoseconds(2500);
  load.read_bytes = 1;
  EXPECT_EQ(memory_over_time({load}, 1000).read_bytes.size(), 3U);
}

}  // namespace
}  // namespace tessera
