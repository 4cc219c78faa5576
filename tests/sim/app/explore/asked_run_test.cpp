#include "sim/app/explore/asked_run.h"

#include <gmock/gmock.h>

#include "sim/app/simulate/command_line.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

AskedRun read(const std::string& body) { return read_run(read_json(body), Names("nowhere")); }

std::string mistakes_of(const std::string& body) {
  try {
    read(body);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(AskedRun, FlagsHaveTheirNamesOnTheCommandLine) {
  const AskedRun run = read(
      R"({"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "decode", "batch": 8, "kv": "128,512x3",
          "set": {"memory.bandwidth_scale": 1.5, "core.count": 16}})");
  EXPECT_EQ(run.text.chip, "gpnpu");
  EXPECT_EQ(run.text.batch, 8);
  EXPECT_EQ(run.text.kv, "128,512x3");
  EXPECT_THAT(run.text.set, ElementsAre("memory.bandwidth_scale=1.5", "core.count=16"));
  EXPECT_TRUE(run.text.no_elasticities);
  EXPECT_EQ(command_line(run.text),
            "tessera run gpnpu llama-3.1-8b --batch 8 --kv 128,512x3 --phase decode "
            "--set memory.bandwidth_scale=1.5 --set core.count=16");
}

TEST(AskedRun, AllMistakesAreSaidAtOnce) {
  const std::string said = mistakes_of(R"({"chip": "gpnu", "batch": [], "colour": 1})");
  EXPECT_THAT(said, HasSubstr("chip \"gpnu\" is not known; there are gpnpu"));
  EXPECT_THAT(said, HasSubstr("batch must be a text or a number"));
  EXPECT_THAT(said, HasSubstr("there is no flag colour"));
  EXPECT_THAT(said, HasSubstr("model is missing"));
}

TEST(AskedRun, NoValueIsAPath) {
  const std::string rest = R"("chip": "gpnpu", "model": "llama-3.1-8b", )";
  for (const char* one :
       {R"("chip": "/etc/passwd")", R"("model": "../config.json")", R"("library": "lib.textproto")",
        R"("routing": "/tmp/shares")", R"("draft": "/tmp/model")", R"("prefill_chip": "./x")",
        R"("with": "wide.textproto")", R"("set": {"name": "../x"})", R"("set": {"a/b": 1})"})
    EXPECT_NE(mistakes_of("{" + rest + one + "}"), "") << one;
}

TEST(AskedRun, WhatIsNoJsonIsSaid) {
  EXPECT_THAT(mistakes_of("{\"chip\":"), HasSubstr("the body is not JSON"));
  EXPECT_THAT(mistakes_of("[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(mistakes_of(std::string(60'000, '[')), HasSubstr("the body is not JSON"));
}

}  // namespace
}  // namespace tessera::explore
