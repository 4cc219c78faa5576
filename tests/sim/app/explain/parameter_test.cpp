#include "sim/app/explain/parameter.h"

#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>

#include "isa/chip.pb.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TEST(ParameterText, HasTheWordsBesideTheField) {
  const std::string text =
      parameter_text("core.matrix_unit.systolic.rows_loaded_per_clock").value_or("");
  EXPECT_THAT(text, HasSubstr("rows_loaded_per_clock: a whole number"));
  EXPECT_THAT(text, HasSubstr("meaning   of the stationary block, 1 if absent"));
}

TEST(ParameterText, SaysWhatTheLibraryStates) {
  EXPECT_THAT(parameter_text("core.matrix_unit.systolic.rows").value_or(""),
              testing::ContainsRegex(
                  "library   [0-9]+ \\([a-z0-9-]+\\) to [0-9]+ \\([a-z0-9-]+\\), in [0-9]+ chips"));
  EXPECT_THAT(parameter_text("core.clock_mhz").value_or(""), HasSubstr("a number, MHz"));
}

TEST(ParameterText, OfABlockNamesItsFields) {
  EXPECT_THAT(parameter_text("core.matrix_unit.systolic").value_or(""),
              HasSubstr("fields    rows, columns"));
}

TEST(ParameterText, OfAChoiceNamesItsValues) {
  EXPECT_THAT(parameter_text("core.matrix_unit.systolic.dataflow").value_or(""),
              HasSubstr("one of WEIGHT_STATIONARY, OUTPUT_STATIONARY, INPUT_STATIONARY"));
}

TEST(ParameterText, WhatIsNoFieldHasNone) {
  EXPECT_FALSE(parameter_text("core.wheels"));
  EXPECT_FALSE(parameter_text(""));
  EXPECT_FALSE(parameter_text("core.count.more"));
}

TEST(ParameterText, EveryBlockOfAChipNamesASectionOfTheTimingModel) {
  std::ifstream file(TESSERA_SOURCE_DIR "/docs/timing_model.md");
  std::set<std::string> titles;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("## ")) titles.insert(line.substr(3));
  const std::regex named("timing_model.md, \"([^\"]+)\"");
  for (const char* block :
       {"core", "core.matrix_unit", "core.matrix_unit.systolic", "core.matrix_unit.dot_product",
        "core.vector_unit", "core.local_memory", "core.dma", "shared_buffer", "memory", "network",
        "chip_link", "control", "power", "area", "cost"}) {
    const std::string text = parameter_text(block).value_or("");
    std::smatch found;
    ASSERT_TRUE(std::regex_search(text, found, named)) << block << "\n" << text;
    EXPECT_TRUE(titles.contains(found[1])) << block << ": " << found[1];
  }
}

}  // namespace
}  // namespace tessera
