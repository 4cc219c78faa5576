// Sums of named times, and what is wrong with those that are none.
#include "isa/dram/read/sum.h"

#include <gtest/gtest.h>

#include <map>

namespace tessera::dram {
namespace {

SumValue value(const std::string& sum) {
  return value_of_sum(sum, [](const std::string& name) -> SumValue {
    const std::map<std::string, std::int64_t> times = {{"tCL", 14}, {"tCWL", 10}, {"tBL", 4}};
    const auto found = times.find(name);
    return found == times.end() ? SumValue{0, "names " + name} : SumValue{found->second, {}};
  });
}

TEST(Sum, AddsAndSubtractsFromLeftToRight) {
  EXPECT_EQ(value("tCL + tBL + 2 - tCWL").value, 10);
  EXPECT_EQ(value("tCL - tBL - 2").value, 8);
  EXPECT_EQ(value("7").value, 7);
}

TEST(Sum, MultipliesByWholeNumbersFirst) {
  EXPECT_EQ(value("2 * tBL + tCL * 3").value, 50);
  EXPECT_EQ(value("2 * (tBL + 1) - 1").value, 9);
}

TEST(Sum, TakesTheLargest) {
  EXPECT_EQ(value("max(tCWL - tCL, 0)").value, 0);
  EXPECT_EQ(value("max(tCL, tCWL, 20) + 1").value, 21);
}

TEST(Sum, MayBeNegative) { EXPECT_EQ(value("tCWL - tCL").value, -4); }

TEST(Sum, SaysWhatIsWrong) {
  EXPECT_EQ(value("").mistake, "is empty");
  EXPECT_EQ(value("tCL +").mistake, "ends too early");
  EXPECT_EQ(value("tCL tBL").mistake, "has 't' at position 5");
  EXPECT_EQ(value("(tCL").mistake, "ends too early where ) should be");
  EXPECT_EQ(value("max(tCL tBL)").mistake, "has 't' at position 9 where ) should be");
  EXPECT_EQ(value("-1").mistake, "has '-' at position 1");
  EXPECT_EQ(value("2 * tCL + tX").mistake, "names tX");
  EXPECT_EQ(value("tCL * tBL").mistake, "multiplies two times; one factor must be a whole number");
  EXPECT_EQ(value("99999999999999999999").mistake, "is more than 1e9 clocks");
  EXPECT_EQ(value("1000000000 * 1000000000").mistake, "is more than 1e9 clocks");
  EXPECT_EQ(value(std::string(300, '(')).mistake, "is longer than 200 characters");
}

TEST(Sum, NoTextBreaksTheReader) {
  const std::string letters = "t1+-*(),m a";
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int length = i % 30; length > 0; --length)
      text += letters[(state = state * 1664525u + 1013904223u) % letters.size()];
    const SumValue found = value(text);
    EXPECT_TRUE(found.mistake.empty() || found.value == 0) << text;
  }
}

}  // namespace
}  // namespace tessera::dram
