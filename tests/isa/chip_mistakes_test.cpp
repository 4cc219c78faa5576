// Every mistake of a chip text at its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/isa/chip_reader_fixture.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using ChipMistakes = ChipText;

TEST_F(ChipMistakes, SaysThatZeroCoresAreTooFew) {
  EXPECT_THAT(mistakes(with(kEdge, "count: 2", "count: 0")),
              ElementsAre("edge.textproto:5:3: core.count is 0, must be at least 1 (and at most "
                          "65536)"));
}

TEST_F(ChipMistakes, SaysWhichFieldCarriesTheUnit) {
  const std::vector<std::string> found = mistakes(with(kEdge, "clock_mhz", "clock"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], "edge.textproto:4:1: core.clock_mhz is missing");
  EXPECT_THAT(found[1], testing::StartsWith(
                            "edge.textproto:6:3: clock is not a field of Core, write clock_mhz "
                            "with its unit; allowed: clock_mhz, "));
}

TEST_F(ChipMistakes, ReportsAllMistakesAtOnce) {
  std::string text = with(kEdge, "count: 2", "count: 0");
  text = with(text, "banks: 8", "bank: 8");
  text = with(text, "rows: 16", "rows: \"many\"");
  text = with(text, "WEIGHT_STATIONARY", "WEIGHTY");
  text = with(text, "relative: 1", "relative: -1");
  text = with(text, "relative: -1", "relative: -1 efficiency: 1.5");
  text = with(text, "dtype: \"int8\" relative", "dtype: \"int9\" relative");
  text = with(text, "latency_ns: 120", "latency_ns: nan");
  text = with(text, "  dma {", "  dna {");
  const std::vector<std::string> found = mistakes(text);
  const auto has = [&](const std::string& line) {
    EXPECT_THAT(found, testing::Contains(testing::StartsWith("edge.textproto:" + line)));
  };
  has("4:1: core.dma is missing");
  has("5:3: core.count is 0, must be at least 1");
  has("9:22: Expected integer, got: \"many\"");
  EXPECT_THAT(found, testing::Not(testing::Contains(HasSubstr("systolic.rows is missing"))));
  has("9:51: dataflow is WEIGHTY, must be one of WEIGHT_STATIONARY, OUTPUT_STATIONARY, "
      "INPUT_STATIONARY");
  has("10:12: core.matrix_unit.rate[0].dtype is int9, must be one of fp32, ");
  has("10:26: core.matrix_unit.rate[0].relative is -1, must be more than 0");
  has("10:39: core.matrix_unit.rate[0].efficiency is 1.5, must be more than 0 and at most 1");
  has("16:3: core.local_memory.banks is missing");
  has("16:36: bank is not a field of LocalMemory; allowed: banks, ");
  has("17:3: dna is not a field of Core; allowed: dma, ");
  has("19:74: memory.latency_ns is nan, must be at least 0");
}

TEST_F(ChipMistakes, ReadsOnAfterAnEmptyText) {
  const std::vector<std::string> found = mistakes("");
  EXPECT_THAT(found, testing::Contains("edge.textproto:1:1: core is missing"));
  EXPECT_THAT(found, testing::Contains("edge.textproto:1:1: name is missing"));
  for (const std::string& line : found) EXPECT_THAT(line, testing::Not(HasSubstr("core.clock")));
}

TEST_F(ChipMistakes, SaysWhereATextBreaksOff) {
  const std::vector<std::string> found = mistakes(kEdge.substr(0, kEdge.find("  dma")));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], testing::StartsWith("edge.textproto:17:1: Expected identifier"));
}

TEST_F(ChipMistakes, RejectsWhatCannotBe) {
  EXPECT_THAT(mistakes(with(kEdge, "mesh {", "mesh { rows: 1 columns: 1")),
              ElementsAre("edge.textproto:20:26: network.mesh.rows x network.mesh.columns is 1 x "
                          "1, must hold all 2 cores of core.count"));
  EXPECT_THAT(mistakes(with(kEdge, "reserved_kib: 12", "reserved_kib: 600")),
              ElementsAre("edge.textproto:16:65: core.local_memory.reserved_kib is 600, must be at "
                          "most core.local_memory.capacity_kib (512)"));
  EXPECT_THAT(mistakes(with(kEdge, "default_dtype: \"int8\"", "default_dtype: \"bf16\"")),
              ElementsAre("edge.textproto:3:1: default_dtype is bf16, must be a type that the "
                          "matrix unit runs: int8"));
  EXPECT_THAT(mistakes(with(kEdge, "queues {", "queues { } blocks {")).size(), testing::Ge(6u));
  EXPECT_THAT(mistakes(with(kEdge, "energy_table: \"14nm\"", "energy_table: \"15nm\"")),
              testing::Contains(testing::StartsWith(
                  "edge.textproto:22:9: power.energy_table is 15nm, must be one of ")));
  EXPECT_THAT(mistakes(with(kEdge, "network {", "network { multicast_cores: 0")),
              ElementsAre(HasSubstr("network.multicast_cores is 0, must be at least 1")));
}

// A piece cut out, doubled, or overwritten with what chip texts are made of.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::array kPieces = {"{",    "}",     ":",      "\"",       "-1",
                                  "0",    "1e300", "nan",    "count: 1", "#",
                                  "\n",   "[",     "core {", "\\",       "WEIGHT_STATIONARY",
                                  "\x80", "'"};
  const std::size_t at = random() % text.size();
  const std::size_t length = random() % 40;
  switch (random() % 3) {
    case 0:
      return text.erase(at, length);
    case 1:
      return text.insert(at, text.substr(random() % text.size(), length));
    default:
      return text.replace(at, random() % 4, kPieces[random() % kPieces.size()]);
  }
}

TEST_F(ChipMistakes, ReadsOrRejectsWhateverItIsGiven) {
  std::mt19937 random(1);
  int rejected = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string text = kEdge;
    for (int times = 1 + i % 3; times > 0; --times) text = damaged(text, random);
    try {
      read(text);
    } catch (const InputError& error) {
      ++rejected;
      EXPECT_FALSE(error.mistakes().empty()) << text;
    }
  }
  EXPECT_GT(rejected, 500);
}

}  // namespace
}  // namespace tessera
