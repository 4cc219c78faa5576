#include "sim/app/explore/sweep_text.h"

#include <gmock/gmock.h>

#include "sim/app/explore/asked_run.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kBase = R"("base": {"chip": "gpnpu", "model": "llama-3.1-8b", "batch": 4,
                                           "set": {"core.count": 16}})";

std::string text_of(const std::string& axes) {
  return sweep_text(read_json(std::string("{") + kBase + ", \"axes\": " + axes + "}"), "tried",
                    Names("nowhere"));
}

std::string mistake_of(const std::string& axes) {
  try {
    text_of(axes);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(SweepText, IsReadAsASweep) {
  const sweep::Spec spec = sweep::read_spec_text(
      text_of(
          R"([{"field": "memory.bandwidth_scale", "values": [0.5, 1]}, {"field": "dtype", "values": ["bf16", "fp8"]}])"),
      "text");
  EXPECT_EQ(spec.name, "tried");
  EXPECT_EQ(spec.base.batch, 4);
  EXPECT_THAT(spec.base.set, ElementsAre("core.count=16"));
  ASSERT_EQ(spec.axes.size(), 2U);
  EXPECT_THAT(spec.axes[0].row(0), ElementsAre("0.5"));
  EXPECT_THAT(spec.axes[1].row(1), ElementsAre("fp8"));
}

TEST(SweepText, IsSmallAndNamesNoFile) {
  EXPECT_THAT(mistake_of("[]"), HasSubstr("one or two axes"));
  EXPECT_THAT(mistake_of(R"([{"field": "chip", "values": ["/etc/passwd"]}])"),
              HasSubstr("is not known"));
  EXPECT_THAT(mistake_of(R"([{"field": "memory.standard", "values": ["../x"]}])"),
              HasSubstr("no path"));
  EXPECT_THAT(mistake_of(R"([{"field": "batch", "values": [1, "two"]}])"), HasSubstr("mixes"));
  std::string many = "[1";
  for (int i = 2; i <= 21; ++i) many += "," + std::to_string(i);
  EXPECT_THAT(mistake_of(R"([{"field": "batch", "values": )" + many +
                         R"(]}, {"field": "kv", "values": )" + many + "]}]"),
              HasSubstr("441 points"));
}

}  // namespace
}  // namespace tessera::explore
