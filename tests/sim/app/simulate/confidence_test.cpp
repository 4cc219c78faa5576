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

TEST(Confidence, NumbersWithoutANoteAreUnstatedAndScalesAreNotCounted) {
  EXPECT_EQ(counted("memory { latency_ns: 500 bandwidth_scale: 2 }"), "unstated 1;");
}

}  // namespace
}  // namespace tessera
