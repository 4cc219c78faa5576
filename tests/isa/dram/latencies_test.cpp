#include "isa/dram/latencies.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

TEST(Latencies, PercentilesAreElementsOfTheSortedList) {
  Latencies latencies;
  for (const Clock clocks : {40, 10, 30, 20}) latencies.add(clocks);
  EXPECT_EQ(latencies.percentile(0), 10);
  EXPECT_EQ(latencies.percentile(0.25), 20);
  EXPECT_EQ(latencies.percentile(0.5), 30);
  EXPECT_EQ(latencies.percentile(0.74), 30);
  EXPECT_EQ(latencies.percentile(0.75), 40);
  EXPECT_EQ(latencies.percentile(1), 40);
}

TEST(Latencies, MeanAndExtremesAreExact) {
  Latencies latencies;
  latencies.add(3);
  latencies.add(100'000, 2);
  EXPECT_EQ(latencies.number(), 3);
  EXPECT_DOUBLE_EQ(latencies.mean(), 200'003.0 / 3);
  EXPECT_EQ(latencies.smallest(), 3);
  EXPECT_EQ(latencies.largest(), 100'000);
}

TEST(Latencies, TwoDistributionsAddUp) {
  Latencies a, b;
  a.add(5);
  b.add(7, 3);
  b.add(900);
  a.add(b);
  EXPECT_EQ(a.number(), 5);
  EXPECT_DOUBLE_EQ(a.mean(), (5 + 21 + 900) / 5.0);
  EXPECT_EQ(a.percentile(0.5), 7);
  EXPECT_EQ(a.largest(), 900);
}

TEST(Latencies, NoneHasNoMean) {
  const Latencies none;
  EXPECT_EQ(none.mean(), 0);
  EXPECT_EQ(none.percentile(0.99), 0);
  EXPECT_EQ(none.largest(), 0);
}

}  // namespace
}  // namespace tessera::dram
