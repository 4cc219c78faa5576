#include "sim/app/explain/metric.h"

#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(MetricText, EveryMetricHasAFormulaAndASource) {
  for (const sweep::NamedFigure& metric : sweep::sweep_metrics()) {
    const std::optional<std::string> text = metric_text(metric.name);
    ASSERT_TRUE(text) << metric.name;
    EXPECT_THAT(*text, ContainsRegex("formula   [^\n]")) << metric.name;
    EXPECT_THAT(*text, ContainsRegex("source    [^\n]")) << metric.name;
  }
}

TEST(MetricText, TheUnitMayBeLeftOut) {
  EXPECT_EQ(metric_text("latency"), metric_text("latency_us"));
  EXPECT_FALSE(metric_text("speediness"));
}

TEST(MetricText, SectionsThatItNamesAreInTheTimingModel) {
  std::ifstream file(TESSERA_SOURCE_DIR "/docs/timing_model.md");
  std::set<std::string> titles;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("## ")) titles.insert(line.substr(3));
  const std::regex named("timing_model.md, \"([^\"]+)\"");
  for (const sweep::NamedFigure& metric : sweep::sweep_metrics()) {
    const std::string text = *metric_text(metric.name);
    std::smatch found;
    if (std::regex_search(text, found, named)) {
      EXPECT_TRUE(titles.contains(found[1])) << metric.name << ": " << found[1];
    }
  }
}

TEST(UnitOf, IsReadFromTheName) {
  EXPECT_EQ(unit_of("core.clock_mhz"), "MHz");
  EXPECT_EQ(unit_of("bandwidth_gb_per_s"), "GB/s (10^9 bytes)");
  EXPECT_EQ(unit_of("joules_per_token"), "joules per token");
  EXPECT_EQ(unit_of("rows"), "");
}

}  // namespace
}  // namespace tessera
