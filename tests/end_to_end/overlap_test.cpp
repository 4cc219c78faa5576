// Two halves of a batch through the installed program.
#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

using testing::HasSubstr;

std::vector<std::string> decode_on_32_h100(const std::string& overlap) {
  return {"run",         "h100-sxm",          "deepseek-v3", "--phase",
          "decode",      "--batch",           "4096",        "--kv",
          "1024",        "--detail",          "tile",        "--parallel",
          "dp=32,ep=32", "--no-elasticities", "--overlap",   overlap,
          "--json"};
}

rapidjson::Document json_of(const std::vector<std::string>& arguments) {
  const ProgramRun run = run_program(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  rapidjson::Document document;
  document.Parse(run.out.c_str());
  EXPECT_FALSE(document.HasParseError()) << run.out;
  return document;
}

TEST(Overlap, OfDeepSeekOn32ChipsHidesCommunicationAndKeepsToItsBounds) {
  const rapidjson::Document none = json_of(decode_on_32_h100("none"));
  const rapidjson::Document halves = json_of(decode_on_32_h100("batches"));
  EXPECT_FALSE(none.HasMember("overlap"));
  const auto& overlap = halves["overlap"];
  const double latency = halves["latency_us"].GetDouble();
  const double sent = overlap["communication_us"].GetDouble();
  const double hidden = overlap["communication_hidden_us"].GetDouble();
  EXPECT_GT(hidden, 0.3 * sent);
  double stalls = 0;
  for (const auto& one : halves["stalls"].GetArray()) stalls += one["us"].GetDouble();
  EXPECT_NEAR(stalls / latency, 1, 1e-6);
  EXPECT_GE(latency, sent * (1 - 1e-9));
  EXPECT_LT(latency, none["latency_us"].GetDouble());
}

TEST(Overlap, AgainGivesTheSameBytes) {
  const auto command = decode_on_32_h100("auto");
  EXPECT_EQ(run_program(command).out, run_program(command).out);
}

TEST(Overlap, OfASingleSequenceIsAMistakeThatSaysWhatWouldDo) {
  const ProgramRun run = run_program({"run", "h100-sxm", "llama-3.1-8b", "--phase", "decode",
                                      "--parallel", "tp=2", "--overlap", "batches"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--batch 2 or more"));
}

TEST(Overlap, IsInTheReportAndCanBeRunAgainFromItsFolder) {
  const ProgramRun run =
      run_program({"run", "h100-sxm", "llama-3.1-8b", "--phase", "prefill", "--seq", "8192",
                   "--parallel", "tp=4", "--overlap", "batches"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("overlap  prefill: two halves; communication hidden"));
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25);
}

}  // namespace
}  // namespace tessera
