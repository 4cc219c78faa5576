// Chip texts on top of others: variants, fragments and settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/isa/chip_reader_fixture.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using ChipChanges = ChipText;

TEST_F(ChipChanges, AVariantStatesOnlyWhatIsDifferent) {
  const ChipSpec whole = read_chip({"h100-sxm", {}, {}});
  const ChipSpec wide = read("name: \"wide\" variant_of: \"H100_SXM\" core { count: 264 }");
  EXPECT_EQ(wide.name, "wide");
  EXPECT_EQ(wide.core.count, 264);
  EXPECT_EQ(wide.core.matrix_unit, whole.core.matrix_unit);
  EXPECT_EQ(wide.memory, whole.memory);
}

TEST_F(ChipChanges, AVariantIsWholeOnceRead) {
  const std::string path = write("wide.textproto", "name: \"wide\" variant_of: \"h100-sxm\"");
  const proto::Chip text = read_chip_text({path, {}, {}});
  EXPECT_FALSE(text.has_variant_of());
  EXPECT_EQ(text.core().count(), 132);
  EXPECT_EQ(text.also_called().size(), 4);
}

TEST_F(ChipChanges, SaysWhichChipAVariantMustName) {
  EXPECT_THAT(mistakes("name: \"wide\"\nvariant_of: \"h100-sxn\""),
              testing::Contains(HasSubstr("edge.textproto:2:1: variant_of is h100-sxn, must be one "
                                          "of h100-sxm")));
  EXPECT_THAT(mistakes(kEdge, {"variant_of=h100-sxm"}),
              testing::Contains(HasSubstr("variant_of stands in the text of a chip")));
}

TEST_F(ChipChanges, SettingsNameThemselvesInMistakes) {
  EXPECT_THAT(mistakes(kEdge, {"core.count=0", "core.clock_mhz=fast", "core.wheels=4"}),
              ElementsAre("--set core.clock_mhz=fast: core.clock_mhz is \"fast\", must be a number",
                          "--set core.count=0: core.count is 0, must be at least 1 (and at most "
                          "65536)",
                          testing::StartsWith("--set core.wheels=4: wheels is not a field of "
                                              "Core; allowed: ")));
}

TEST_F(ChipChanges, ASettingSwitchesTheKindOfTheMatrixUnit) {
  const ChipSpec chip =
      read(kEdge,
           {"core.matrix_unit.dot_product.m=16", "core.matrix_unit.dot_product.n=8",
            "core.matrix_unit.dot_product.k=32", "core.matrix_unit.dot_product.latency_cycles=9"});
  EXPECT_EQ(std::get<DotProductSpec>(chip.core.matrix_unit->kind).k, 32);
  EXPECT_THAT(mistakes(kEdge, {"core.matrix_unit.dot_product.m=16"}),
              testing::Contains("--set core.matrix_unit.dot_product.m=16: "
                                "core.matrix_unit.dot_product.n is missing"));
}

TEST_F(ChipChanges, AMeshGrowsWithTheCores) {
  for (const std::int64_t cores : {1, 2, 5, 16, 17, 1000}) {
    const ChipSpec chip = read(kEdge, {"core.count=" + std::to_string(cores)});
    const auto& mesh = std::get<MeshSpec>(chip.network.kind);
    EXPECT_GE(mesh.rows * mesh.columns, cores);
    EXPECT_LT((mesh.rows - 1) * mesh.columns, cores);
  }
}

TEST_F(ChipChanges, FragmentsMergeOnTopAndNameThemselves) {
  const std::string chip = write("edge.textproto", kEdge);
  const std::string wide = write("wide.textproto",
                                 "core { matrix_unit { systolic { rows: 64 }\n"
                                 "rate { dtype: \"int8\" efficiency: 0.5 }\n"
                                 "rate { dtype: \"fp16\" relative: 0.5 } } }");
  const ChipSpec spec = read_chip({chip, {wide}, {}});
  const MatrixUnitSpec& unit = *spec.core.matrix_unit;
  EXPECT_EQ(std::get<SystolicSpec>(unit.kind).rows, 64);
  EXPECT_EQ(std::get<SystolicSpec>(unit.kind).columns, 32);
  EXPECT_EQ(unit.rate(DataType::kInt8).relative, 1);
  EXPECT_EQ(unit.rate(DataType::kInt8).efficiency, 0.5);
  EXPECT_EQ(unit.rate(DataType::kFp16).relative, 0.5);

  const std::string wrong = write("wrong.textproto", "core { count: -3 }");
  try {
    read_chip({chip, {wide, wrong}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("wrong.textproto:1:8: core.count is -3, must be"));
  }
}

TEST_F(ChipChanges, TheMergedTextReadsTheSameAgain) {
  for (const std::string& name : library_chips()) {
    const proto::Chip merged = read_chip_text({name, {}, {}});
    const ChipSpec again = read_chip({write("again.textproto", merged.DebugString()), {}, {}});
    EXPECT_EQ(again, read_chip({name, {}, {}})) << name;
  }
}

}  // namespace
}  // namespace tessera
