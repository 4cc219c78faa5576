#include "sim/app/simulate/confidence.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

namespace tessera {
namespace {

std::string counted(const std::string& text) {
  proto::Chip chip;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &chip));
  std::string list;
  for (const ConfidenceCount& one : confidence_of(chip))
    list += one.kind + " " + std::to_string(one.numbers) + ";";
  return list;
}

TEST(Confidence, TheNearestNoteCounts) {
  EXPECT_EQ(counted(R"(core { count: 4 clock_mhz: 1000
                         dma { bytes_per_clock: 64 provenance { confidence: PAPER } }
                         provenance { confidence: DATASHEET } }
                       provenance { confidence: ASSUMPTION })"),
            "datasheet 2;paper 1;");
}

TEST(Confidence, ANoteThatNamesAFieldIsNearerThanOneThatNamesNone) {
  EXPECT_EQ(counted(R"(memory { latency_ns: 500 channels: 16
                         provenance { of: "latency_ns" confidence: FITTED }
                         provenance { confidence: DATASHEET } })"),
            "datasheet 1;fitted 1;");
}

TEST(Confidence, EveryNumberIsListedWithItsPathAndSource) {
  proto::Chip chip;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(core { count: 4
           matrix_unit { rate { dtype: "fp8" efficiency: 0.8 }
             provenance { of: "rate[fp8].efficiency" source: "points" confidence: FITTED } } }
         provenance { source: "sheet" confidence: DATASHEET })",
      &chip));
  const std::vector<SourcedNumber> numbers = sourced_numbers(chip);
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_EQ(numbers[0].path, "core.count");
  EXPECT_EQ(numbers[0].source, "sheet");
  EXPECT_EQ(numbers[1].path, "core.matrix_unit.rate[fp8].efficiency");
  EXPECT_EQ(numbers[1].value, 0.8);
  EXPECT_EQ(numbers[1].kind, "fitted");
  EXPECT_EQ(numbers[1].source, "points");
}

TEST(Confidence, NumbersWithoutANoteAreUnstatedAndScalesAreNotCounted) {
  EXPECT_EQ(counted("memory { latency_ns: 500 bandwidth_scale: 2 }"), "unstated 1;");
}

}  // namespace
}  // namespace tessera
