#include "isa/dram/pattern.h"

#include <gtest/gtest.h>

namespace tessera::dram {
namespace {

constexpr int kBytes = 64;

using Numbers = std::vector<std::uint64_t>;

std::vector<Access> first(const PatternSpec& spec, std::int64_t transactions, int number) {
  Pattern pattern(spec, transactions, kBytes);
  std::vector<Access> accesses;
  for (int i = 0; i < number; ++i) accesses.push_back(pattern.next());
  return accesses;
}

Numbers places(const PatternSpec& spec, std::int64_t transactions, int number) {
  Numbers places;
  for (const Access& access : first(spec, transactions, number))
    places.push_back(access.transaction);
  return places;
}

// "RWR...": the directions.
std::string directions(Mix mix, int number) {
  PatternSpec spec;
  spec.mix = mix;
  std::string letters;
  for (const Access& access : first(spec, 64, number)) letters += access.write ? 'W' : 'R';
  return letters;
}

TEST(SplitMix, GivesThePublishedNumbers) {
  SplitMix zero(0);
  EXPECT_EQ(zero.next(), 0xE220A8397B1DCDAFULL);
  EXPECT_EQ(zero.next(), 0x6E789E6AA1B965F4ULL);
  EXPECT_EQ(zero.next(), 0x06C45D188009454FULL);
  SplitMix other(1234567);
  EXPECT_EQ(other.next(), 6457827717110365317ULL);
  EXPECT_EQ(other.next(), 3203168211198807973ULL);
}

TEST(SplitMix, UniformIsTheUpper53Bits) {
  SplitMix random(0);
  EXPECT_EQ(random.uniform(), static_cast<double>(0xE220A8397B1DCDAFULL >> 11) * 0x1p-53);
}

TEST(Pattern, MixesWriteEveryThirdOrEverySecond) {
  EXPECT_EQ(directions(Mix::kReads, 6), "RRRRRR");
  EXPECT_EQ(directions(Mix::kWrites, 6), "WWWWWW");
  EXPECT_EQ(directions(Mix::kTwoReadsOneWrite, 7), "RRWRRWR");
  EXPECT_EQ(directions(Mix::kOneReadOneWrite, 6), "RWRWRW");
}

TEST(Pattern, AStreamGoesRoundAllTransactions) {
  EXPECT_EQ(places({}, 4, 6), (Numbers{0, 1, 2, 3, 0, 1}));
}

TEST(Pattern, AMixReadsTheLowerHalfAndWritesTheUpper) {
  PatternSpec spec;
  spec.mix = Mix::kOneReadOneWrite;
  EXPECT_EQ(places(spec, 8, 10), (Numbers{0, 4, 1, 5, 2, 6, 3, 7, 0, 4}));
}

TEST(Pattern, WritesAloneGoRoundAllTransactions) {
  PatternSpec spec;
  spec.mix = Mix::kWrites;
  EXPECT_EQ(places(spec, 4, 5), (Numbers{0, 1, 2, 3, 0}));
}

TEST(Pattern, AStrideShiftsByOneTransactionEachRound) {
  PatternSpec spec;
  spec.kind = PatternSpec::Kind::kStride;
  spec.bytes = 4 * kBytes;
  EXPECT_EQ(places(spec, 12, 13), (Numbers{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 4}));
}

TEST(Pattern, AStrideLongerThanTheMemoryStaysInIt) {
  PatternSpec spec;
  spec.kind = PatternSpec::Kind::kStride;
  spec.bytes = 100 * kBytes;
  EXPECT_EQ(places(spec, 4, 5), (Numbers{0, 1, 2, 3, 0}));
}

TEST(Pattern, RandomTakesTheNextNumberOfTheGenerator) {
  PatternSpec spec;
  spec.kind = PatternSpec::Kind::kRandom;
  SplitMix random(spec.seed);
  Numbers expected;
  for (int i = 0; i < 5; ++i) expected.push_back(random.next() % 1000);
  EXPECT_EQ(places(spec, 1000, 5), expected);
}

TEST(Pattern, RandomBlocksAreAlignedAndReadInOrderOneForEachDirection) {
  PatternSpec spec;
  spec.kind = PatternSpec::Kind::kRandomBlocks;
  spec.bytes = 2 * kBytes;
  spec.mix = Mix::kOneReadOneWrite;
  SplitMix random(spec.seed);
  const std::uint64_t half = 512;
  const std::uint64_t read = random.next() % (half / 2) * 2;
  const std::uint64_t written = half + random.next() % (half / 2) * 2;
  const std::uint64_t next = random.next() % (half / 2) * 2;
  EXPECT_EQ(places(spec, 2 * half, 5), (Numbers{read, written, read + 1, written + 1, next}));
}

}  // namespace
}  // namespace tessera::dram
