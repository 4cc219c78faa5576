#include "sim/app/explore/asked_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

using testing::HasSubstr;

AskedRun asked(const std::string& body) {
  return read_run(read_json(body), Names("no-such-directory"));
}

std::string mistakes_of(const std::string& body) {
  try {
    asked(body);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(AskedRun, IsWhatTheCommandLineWouldAsk) {
  const AskedRun run = asked(R"({"chip": "gpnpu", "model": "llama-3.1-8b", "phase": "decode",
                                 "kv": 4096, "set": {"memory.bandwidth_scale": 1.5}})");
  EXPECT_EQ(run.text.chip, "gpnpu");
  EXPECT_EQ(run.text.phase, "decode");
  EXPECT_EQ(run.text.kv, "4096");
  EXPECT_THAT(run.text.set, testing::ElementsAre("memory.bandwidth_scale=1.5"));
}

TEST(AskedRun, AllMistakesAreSaidAtOnce) {
  const std::string said =
      mistakes_of(R"({"chip": "h200-smx", "batch": "many", "bach": 1, "set": {"../x": 1}})");
  EXPECT_THAT(said, HasSubstr("chip \"h200-smx\" is not known; there are h200-sxm"));
  EXPECT_THAT(said, HasSubstr("--batch: 'many' is not a whole number"));
  EXPECT_THAT(said, HasSubstr("there is no flag bach"));
  EXPECT_THAT(said, HasSubstr("set: '../x' is not the path of a field"));
  EXPECT_THAT(said, HasSubstr("model is missing"));
}

TEST(AskedRun, NoValueIsTakenForAFile) {
  const std::string chip = R"({"chip": "gpnpu", "model": "resnet-50", )";
  for (const char* one : {R"("chip": "/etc/passwd"})", R"("model": "../secret.onnx"})",
                          R"("library": "/etc/passwd"})", R"("routing": "/etc/passwd"})",
                          R"("draft": "/etc/passwd"})", R"("prefill_chip": "./x.textproto"})",
                          R"("set": {"library": "/etc/passwd"}})"})
    EXPECT_NE(mistakes_of(chip + one), "") << one;
  EXPECT_THAT(mistakes_of(chip + R"("with": ["/etc/passwd"]})"), HasSubstr("no flag with"));
}

TEST(AskedRun, WhatIsNoJsonIsRefused) {
  EXPECT_THAT(mistakes_of(""), HasSubstr("the body is not JSON"));
  EXPECT_THAT(mistakes_of(std::string(60'000, '[')), HasSubstr("the body is not JSON"));
  EXPECT_THAT(mistakes_of("[]"), HasSubstr("must be a JSON object"));
}

}  // namespace
}  // namespace tessera::explore
