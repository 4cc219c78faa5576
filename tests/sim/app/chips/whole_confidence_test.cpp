#include "sim/app/chips/whole_confidence.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "isa/chip_reader.h"

namespace tessera {
namespace {

proto::Chip chip(const std::string& notes) {
  proto::Chip text, more;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(default_dtype: "bf16"
         core { count: 4 clock_mhz: 1000
           matrix_unit { count: 1 systolic { rows: 8 columns: 8 }
             rate { dtype: "bf16" relative: 1 efficiency: 0.9 } rate { dtype: "int8" relative: 2 } } }
         memory { bandwidth_gb_per_s: 100 latency_ns: 500 }
         provenance { confidence: DATASHEET })",
      &text));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(notes, &more));
  text.MergeFrom(more);
  return text;
}

TEST(WholeConfidence, IsThatOfTheWeakestNumberThatCarriesPeakOrBandwidth) {
  EXPECT_EQ(whole_confidence(chip("")), "datasheet");
  EXPECT_EQ(whole_confidence(chip(R"(provenance { of: "core.clock_mhz" confidence: PAPER })")),
            "paper");
  EXPECT_EQ(whole_confidence(chip(R"(provenance { of: "core.clock_mhz" confidence: PAPER }
                                     provenance { of: "memory" confidence: ASSUMPTION })")),
            "assumption");
  EXPECT_EQ(whole_confidence(chip(
                R"(provenance { of: "core.matrix_unit.systolic.rows" confidence: ESTIMATE })")),
            "estimate");
}

TEST(WholeConfidence, OtherNumbersDoNotWeakenIt) {
  EXPECT_EQ(whole_confidence(chip(
                R"(provenance { of: "memory.latency_ns" confidence: ASSUMPTION }
                   provenance { of: "core.matrix_unit.rate[bf16].efficiency" confidence: FITTED }
                   provenance { of: "core.matrix_unit.rate[int8]" confidence: ASSUMPTION })")),
            "datasheet");
}

TEST(WholeConfidence, WithoutAMatrixUnitTheLanesCarryThePeak) {
  proto::Chip text = chip(R"(core { vector_unit { lanes: 4 add_mul_per_lane_clock: 1 }
                               provenance { of: "vector_unit.lanes" confidence: ESTIMATE } })");
  EXPECT_EQ(whole_confidence(text), "datasheet");
  text.mutable_core()->clear_matrix_unit();
  EXPECT_EQ(whole_confidence(text), "estimate");
}

TEST(WholeConfidence, OfTheReferenceDesignIsAnAssumption) {
  EXPECT_EQ(whole_confidence(read_chip_text({"gpnpu", {}, {}})), "assumption");
  EXPECT_EQ(whole_confidence(read_chip_text({"h100-sxm", {}, {}})), "datasheet");
}

}  // namespace
}  // namespace tessera
