#include "sim/app/chips/sources.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <sstream>

#include "isa/chip_reader.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TEST(Sources, AssumptionsComeFirstAndAreCountedAtTheEnd) {
  const std::string text = sources_text(read_chip_text({"gpnpu", {}, {}}));
  EXPECT_TRUE(text.starts_with("assumption: ")) << text.substr(0, 80);
  EXPECT_THAT(text, HasSubstr("\n  reference design: no published chip\n"));
  EXPECT_THAT(text, HasSubstr(" are assumed; those that carry its peak and bandwidth: "
                              "assumption\n"));
  const std::string h100 = sources_text(read_chip_text({"h100-sxm", {}, {}}));
  EXPECT_LT(h100.find("assumption: "), h100.find("estimate: "));
  EXPECT_LT(h100.find("estimate: "), h100.find("datasheet: "));
}

TEST(Sources, LinesFitAHundredColumns) {
  for (const std::string& name : library_chips()) {
    std::istringstream lines(sources_text(read_chip_text({name, {}, {}})));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  }
}

TEST(Sources, JsonMarksEveryAssumedNumberAndCountsThem) {
  rapidjson::Document d;
  d.Parse(sources_json(read_chip_text({"h100-sxm", {}, {}})).c_str());
  std::int64_t assumed = 0;
  for (const auto& number : d["numbers"].GetArray()) assumed += number["assumed"].GetBool() ? 1 : 0;
  EXPECT_EQ(d["assumed_numbers"].GetInt64(), assumed);
  EXPECT_DOUBLE_EQ(d["assumed_share"].GetDouble(),
                   static_cast<double>(assumed) / d["numbers"].Size());
  EXPECT_EQ(assumed, d["counts"]["estimate"].GetInt64() + d["counts"]["assumption"].GetInt64());
  EXPECT_STREQ(d["confidence"].GetString(), "datasheet");
}

}  // namespace
}  // namespace tessera
