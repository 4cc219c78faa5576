#include "sim/app/chips/catalogue.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<CatalogueEntry> kChips = {{"a", "NVIDIA", "gpu", 2017, "datasheet", "80 cores"},
                                            {"b", "AMD", "gpu", 2023, "paper", "1 core"},
                                            {"c", "reference", "gpnpu", 2026, "assumption", "2"},
                                            {"d", "", "npu", 0, "estimate", "4 cores"}};

std::vector<std::string> names(const CatalogueQuestion& question) {
  std::vector<std::string> names;
  for (const CatalogueEntry& chip : picked(kChips, question)) names.push_back(chip.name);
  return names;
}

std::string refusal(const CatalogueQuestion& question) {
  try {
    picked(kChips, question);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(Catalogue, WordsMatchFromTheirBeginningWhateverTheirCase) {
  EXPECT_THAT(names({}), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(names({"nv", "", "", ""}), ElementsAre("a"));
  EXPECT_THAT(names({"AMD,nvidia", "", "", ""}), ElementsAre("a", "b"));
  EXPECT_THAT(names({"", "GP", "", ""}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(names({"", "", "", "data,assum"}), ElementsAre("a", "c"));
}

TEST(Catalogue, YearsAreOneARangeOrABound) {
  EXPECT_THAT(names({"", "", "2023", ""}), ElementsAre("b"));
  EXPECT_THAT(names({"", "", "2017-2023", ""}), ElementsAre("a", "b"));
  EXPECT_THAT(names({"", "", ">=2023", ""}), ElementsAre("b", "c"));
  EXPECT_THAT(names({"", "", "<=2017,2026", ""}), ElementsAre("a", "c"));
}

TEST(Catalogue, EveryFilterMustHold) {
  EXPECT_THAT(names({"nvidia,amd", "gpu", ">=2020", ""}), ElementsAre("b"));
  EXPECT_THAT(names({"nvidia", "gpnpu", "", ""}), ElementsAre());
}

TEST(Catalogue, AWordThatMatchesNoChipIsRefusedWithWhatThereIs) {
  EXPECT_THAT(refusal({"intel", "", "", ""}), HasSubstr("there are AMD, NVIDIA, reference"));
  EXPECT_THAT(refusal({"nvidia,", "", "", ""}), HasSubstr("--vendor ''"));
  EXPECT_THAT(refusal({"", "", "2030", ""}), HasSubstr("there are 2017, 2023, 2026"));
  EXPECT_THAT(refusal({"", "", "", "sure"}), HasSubstr("assumption, datasheet, estimate, paper"));
  for (const char* year : {"24", "2025-2022", "2022-", ">2022", "now"})
    EXPECT_THAT(refusal({"", "", year, ""}), HasSubstr("must be a year")) << year;
}

TEST(Catalogue, TextHasALinePerChipWithItsNameFirst) {
  const std::string text = as_text(kChips, false);
  EXPECT_EQ(std::ranges::count(text, '\n'), 4);
  EXPECT_TRUE(text.starts_with("a     NVIDIA ")) << text;
  EXPECT_TRUE(as_text(kChips, true).starts_with("name"));
}

TEST(Catalogue, JsonHasVendorKindYearAndConfidence) {
  rapidjson::Document d;
  d.Parse(as_json(kChips).c_str());
  ASSERT_EQ(d["chips"].Size(), 4U);
  EXPECT_STREQ(d["chips"][0]["name"].GetString(), "a");
  EXPECT_STREQ(d["chips"][0]["vendor"].GetString(), "NVIDIA");
  EXPECT_EQ(d["chips"][0]["year"].GetInt(), 2017);
  EXPECT_STREQ(d["chips"][2]["confidence"].GetString(), "assumption");
  EXPECT_FALSE(d["chips"][3].HasMember("year"));
}

TEST(Catalogue, EveryChipOfTheLibraryIsInItWithItsYear) {
  for (const CatalogueEntry& chip : chip_catalogue()) {
    EXPECT_FALSE(chip.vendor.empty()) << chip.name;
    EXPECT_GT(chip.year, 2000) << chip.name;
    EXPECT_NE(chip.confidence, "unstated") << chip.name;
  }
}

}  // namespace
}  // namespace tessera
