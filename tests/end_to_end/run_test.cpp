// The main job through the installed program.
#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kMainJob = {"run",     "gpnpu", "llama-3.1-8b", "--phase", "decode",
                                           "--batch", "8",     "--kv",         "4096"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

rapidjson::Document json_of(const std::vector<std::string>& arguments) {
  const ProgramRun run = run_program(with(arguments, {"--json"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  rapidjson::Document document;
  document.Parse(run.out.c_str());
  EXPECT_FALSE(document.HasParseError()) << run.out;
  return document;
}

TEST(MainJob, PrintsAVerdictAStackAndElasticitiesInTwentyFiveLines) {
  const ProgramRun run = run_program(kMainJob);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25);
  EXPECT_THAT(run.out, HasSubstr("of the time; 1.5x "));
  EXPECT_THAT(run.out, HasSubstr("memory bandwidth"));
  EXPECT_THAT(run.out, HasSubstr("10 % better"));
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));  // no colour where it is no terminal
}

double sum_of(const rapidjson::Value& object) {
  double sum = 0;
  for (const auto& part : object.GetObject()) sum += part.value.GetDouble();
  return sum;
}

const std::vector<std::string> kDecodeOnH100 = {"run",     "h100-sxm", "llama-3.1-8b",
                                                "--phase", "decode",   "--no-elasticities"};

TEST(BandwidthLoss, SumsToPeakTimesTimeOfTheRunAndOfEveryOperator) {
  for (const auto& job : {kMainJob, kDecodeOnH100}) {
    const rapidjson::Document d = json_of(job);
    const double peak = d["memory"]["peak_gb_per_s"].GetDouble() * 1e3;  // bytes per us
    const double all = peak * d["latency_us"].GetDouble();
    const auto& whole = d["memory"]["bandwidth_stack_bytes"];
    EXPECT_NEAR(sum_of(whole) / all, 1, 1e-6);
    double idle = 0;
    for (const auto& one : d["operators"].GetArray()) {
      const auto& stack = one["bandwidth_stack_bytes"];
      EXPECT_NEAR(sum_of(stack) - peak * one["us"].GetDouble(), 0, 1e-6 * all);
      idle += stack["idle"].GetDouble();
    }
    EXPECT_NEAR(idle - whole["idle"].GetDouble(), 0, 1e-6 * all);
  }
}

TEST(BandwidthLoss, AndTheEnergyOfTheMemoryAreInTheReport) {
  const ProgramRun run = run_program(kDecodeOnH100);
  EXPECT_THAT(run.out, HasSubstr("\n         lost to refresh "));
  EXPECT_THAT(run.out, HasSubstr(" % (activation "));
}

TEST(BandwidthLoss, GrowsWithTheTemperature) {
  const rapidjson::Document cool = json_of(kDecodeOnH100);
  const rapidjson::Document hot =
      json_of(with(kDecodeOnH100, {"--set", "memory.temperature_c=95"}));
  EXPECT_GT(hot["latency_us"].GetDouble(), 1.05 * cool["latency_us"].GetDouble());
}

TEST(MainJob, RunsAgainToTheSameBytes) {
  for (const char* form : {"--json", "--strict"}) {
    const ProgramRun first = run_program(with(kMainJob, {form}));
    const ProgramRun second = run_program(with(kMainJob, {form}));
    EXPECT_EQ(first.out, second.out);
  }
}

TEST(MainJob, TheStackSumsToTheLatencyAndNothingBeatsTheRoofline) {
  const rapidjson::Document d = json_of(kMainJob);
  double sum = 0;
  for (const auto& stall : d["stalls"].GetArray()) sum += stall["us"].GetDouble();
  EXPECT_NEAR(sum, d["latency_us"].GetDouble(), 1e-6 * sum);
  EXPECT_GE(d["latency_us"].GetDouble(), d["roofline_us"].GetDouble());
  double operators = 0;
  for (const auto& one : d["operators"].GetArray()) operators += one["us"].GetDouble();
  EXPECT_NEAR(operators, sum, 1e-6 * sum);
  for (const auto& engine : d["engines"].GetArray())
    EXPECT_NEAR(engine["busy_share"].GetDouble() + engine["starved_share"].GetDouble() +
                    engine["blocked_share"].GetDouble(),
                1, 1e-9);
}

TEST(MainJob, ASmallChangeOfAResourceIsListedForEachThatTheChipHas) {
  const rapidjson::Document d = json_of(kMainJob);
  std::vector<std::string> resources;
  for (const auto& one : d["elasticities"].GetArray()) {
    resources.emplace_back(one["resource"].GetString());
    EXPECT_LE(one["latency_change_percent"].GetDouble(), 0.5) << resources.back();
  }
  EXPECT_THAT(resources,
              testing::IsSupersetOf({"matrix rate", "vector rate", "core clock", "memory bandwidth",
                                     "memory latency", "network", "launch costs"}));
}

TEST(Full, TakesThePromptAndEveryStep) {
  const std::vector<std::string> job = {
      "run",   "h100-sxm", "llama-3.1-8b", "--phase", "full",
      "--seq", "512",      "--tokens",     "64",      "--no-elasticities"};
  const rapidjson::Document d = json_of(job);
  const auto& g = d["generation"];
  EXPECT_NEAR(g["time_to_first_token_us"].GetDouble() + g["decode_us"].GetDouble(),
              d["latency_us"].GetDouble(), 1e-6 * d["latency_us"].GetDouble());
  EXPECT_LE(g["interpolation_error_percent"].GetDouble(), 0.1);
  EXPECT_NEAR(g["last_step_us"].GetDouble() / g["first_step_us"].GetDouble(), 1, 0.05);
}

TEST(Notes, AFlagThatThePhaseDoesNotUseIsAcceptedWithANote) {
  const ProgramRun run = run_program(
      {"run", "npu-4x128", "resnet-50", "--phase", "decode", "--kv", "7", "--no-elasticities"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("has no phases"));
  EXPECT_THAT(run.err, HasSubstr("--kv is not used"));
}

TEST(RunDirectory, HoldsEverythingAndIsCompleteOrNotThere) {
  const TemporaryFolder folder;
  const std::string kept = (folder.path() / "run").string();
  const std::vector<std::string> job = {"run", "npu-4x128", "gemm:512,512,512", "--set",
                                        "memory.bandwidth_scale=0.5"};
  const ProgramRun run = run_program(with(job, {"-o", kept, "--trace"}));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* name : {"result.pb", "summary.json", "ops.csv", "report.txt", "chip.textproto",
                           "graph.pb", "request.textproto", "command.txt", "trace.perfetto-trace"})
    EXPECT_TRUE(fs::is_regular_file(fs::path(kept) / name)) << name;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
  EXPECT_EQ(contents_of(fs::path(kept) / "report.txt"), run.out);
  EXPECT_EQ(run_program({"report", kept}).out, run.out);
  EXPECT_EQ(run_program({"report", kept, "--json"}).out,
            contents_of(fs::path(kept) / "summary.json"));
}

TEST(RunDirectory, ATraceThatWasNotKeptIsMadeAgain) {
  const TemporaryFolder folder;
  const std::string with_trace = (folder.path() / "a").string();
  const std::string without = (folder.path() / "b").string();
  const std::vector<std::string> job = {"run",   "npu-4x128",    "gemm:512,512,512",
                                        "--set", "core.count=2", "--no-elasticities"};
  ASSERT_EQ(run_program(with(job, {"-o", with_trace, "--trace"})).exit_code, 0);
  ASSERT_EQ(run_program(with(job, {"-o", without})).exit_code, 0);
  const ProgramRun kept = run_program({"export", with_trace, "--as", "perfetto"});
  const ProgramRun again = run_program({"export", without, "--as", "perfetto"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_FALSE(again.out.empty());
  EXPECT_EQ(kept.out, again.out);
  const ProgramRun csv = run_program({"export", without, "--as", "csv"});
  EXPECT_THAT(csv.out, testing::StartsWith("part,track,name,begin_us,end_us\n"));
}

TEST(RunDirectory, ATraceIsCutAtItsLimitAndItsWindowHasTheRest) {
  const TemporaryFolder folder;
  const std::string kept = (folder.path() / "run").string();
  const ProgramRun cut = run_program({"run", "npu-4x128", "gemm:512,512,512", "-o", kept,
                                      "--no-elasticities", "--trace-limit", "20"});
  ASSERT_EQ(cut.exit_code, 0) << cut.err;
  EXPECT_THAT(cut.err, HasSubstr("note: the trace has the first 20 spans"));
  const auto rows = [&](std::vector<std::string> flags) {
    const ProgramRun csv = run_program(with({"export", kept, "--as", "csv"}, std::move(flags)));
    EXPECT_EQ(csv.exit_code, 0) << csv.err;
    return std::count(csv.out.begin(), csv.out.end(), '\n') - 1;
  };
  const auto all = rows({});
  EXPECT_EQ(rows({"--trace-limit", "20"}), 20);
  const std::string window = cut.err.substr(cut.err.find("--trace-window ") + 15);
  const auto rest = rows({"--trace-window", window.substr(0, window.find(' '))});
  EXPECT_GE(20 + rest, all);
  EXPECT_LT(rest, all);
}

TEST(Compare, ExitsWithSevenWhereAThresholdFails) {
  const TemporaryFolder folder;
  const std::string base = (folder.path() / "base").string();
  const std::string slow = (folder.path() / "slow").string();
  const std::vector<std::string> job = {"run", "npu-4x128", "gemm:512,512,512",
                                        "--no-elasticities"};
  ASSERT_EQ(run_program(with(job, {"-o", base})).exit_code, 0);
  ASSERT_EQ(run_program(with(job, {"-o", slow, "--set", "core.clock_scale=0.5"})).exit_code, 0);
  EXPECT_EQ(run_program({"compare", base, slow}).exit_code, 0);
  EXPECT_EQ(run_program({"compare", base, slow, "--fail-if", "latency>+3%"}).exit_code, 7);
  EXPECT_EQ(run_program({"compare", base, base, "--fail-if", "latency>+3%"}).exit_code, 0);
}

TEST(Compare, RefusesAThresholdOnWhatARunDoesNotHaveAndWarnsOfOtherModels) {
  const TemporaryFolder folder;
  const std::string base = (folder.path() / "base").string();
  const std::string other = (folder.path() / "other").string();
  ASSERT_EQ(run_program({"run", "npu-4x128", "gemm:256,256,256", "-o", base}).exit_code, 0);
  ASSERT_EQ(run_program({"run", "npu-4x128", "gemm:512,512,512", "-o", other}).exit_code, 0);
  const ProgramRun tokens = run_program({"compare", base, base, "--fail-if", "tokens_per_s<-3%"});
  EXPECT_EQ(tokens.exit_code, 2);
  EXPECT_THAT(tokens.err, HasSubstr("has no tokens_per_s"));
  EXPECT_EQ(run_program({"compare", base, base}).err, "");
  const ProgramRun models = run_program({"compare", base, other});
  EXPECT_EQ(models.exit_code, 0);
  EXPECT_THAT(models.err, HasSubstr("warning: "));
}

TEST(Lists, AreJsonOnRequest) {
  for (const char* kind : {"chips", "models", "memories", "operators", "metrics"}) {
    const rapidjson::Document d = json_of({"list", kind});
    EXPECT_GT(d[kind].Size(), 0U) << kind;
    EXPECT_EQ(run_program({"list", kind}).exit_code, 0);
  }
}

TEST(Lists, OfChipsTakeFiltersAndRefuseWordsThatNoChipHas) {
  const rapidjson::Document d =
      json_of({"list", "chips", "--vendor", "nvidia", "--year", ">=2022"});
  EXPECT_GT(d["chips"].Size(), 0U);
  for (const auto& chip : d["chips"].GetArray()) {
    EXPECT_STREQ(chip["vendor"].GetString(), "NVIDIA");
    EXPECT_GE(chip["year"].GetInt(), 2022);
    EXPECT_TRUE(chip.HasMember("kind"));
    EXPECT_TRUE(chip.HasMember("confidence"));
  }
  const ProgramRun wrong = run_program({"list", "chips", "--kind", "toaster"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("there are cpu, gpnpu, gpu"));
  EXPECT_EQ(run_program({"list", "models", "--kind", "gpu"}).exit_code, 2);
}

TEST(Check, SaysWhatAChipComesToInTwentyFiveLines) {
  const ProgramRun run = run_program({"check", "h100-sxm"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25);
  EXPECT_THAT(run.out, HasSubstr("989 TFLOP/s"));
  EXPECT_THAT(run.out, HasSubstr("814 stated"));
  const rapidjson::Document d = json_of({"check", "h100-sxm", "gemm:64,64,64"});
  EXPECT_NEAR(d["bandwidth_gb_per_s"]["memory_pins"].GetDouble(), 3352, 1);
  EXPECT_EQ(d["warnings"].Size(), 0U);
  EXPECT_EQ(d["model"]["operators"].GetInt(), 1);
}

TEST(Figures, PriceAndRecordAreSettings) {
  const std::vector<std::string> job = {"run",      "h100-sxm",         "llama-3.1-8b", "--phase",
                                        "decode",   "--batch",          "16",           "--detail",
                                        "analytic", "--no-elasticities"};
  const rapidjson::Document d = json_of(job);
  EXPECT_NEAR(d["tokens_per_s_per_user"].GetDouble() * 16, d["tokens_per_s"].GetDouble(), 1e-6);
  EXPECT_NEAR(d["average_w"].GetDouble() * d["latency_us"].GetDouble() * 1e-3,
              d["energy_mj"].GetDouble(), 1e-6 * d["energy_mj"].GetDouble());
  const double rented = d["cost"]["rented"]["usd_per_million_tokens"].GetDouble();
  const rapidjson::Document dear =
      json_of(with(job, {"--set", "cost.usd_per_hour=13.76", "--set", "cost.utilisation=0.4"}));
  EXPECT_NEAR(dear["cost"]["rented"]["usd_per_million_tokens"].GetDouble() / rented, 4, 1e-9);
}

TEST(Show, PrintsAModelsSize) {
  const rapidjson::Document d = json_of({"show", "gemm:64,32,16"});
  EXPECT_EQ(d["macs"].GetInt64(), 64 * 32 * 16);
}

TEST(Show, PrintsAChipAsJson) {
  const rapidjson::Document d = json_of({"show", "npu-4x128", "--set", "core.count=2"});
  EXPECT_EQ(d["schema_version"].GetInt(), 1);
  EXPECT_STREQ(d["chip"]["name"].GetString(), "npu-4x128");
  EXPECT_EQ(run_program({"show", "npu-4x128", "--hierarchy", "--json"}).exit_code, 2);
}

TEST(Show, ListsEveryNumberWithItsSource) {
  const ProgramRun run = run_program({"show", "H200_SXM", "--sources"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("memory.capacity_gb"));
  EXPECT_THAT(run.out, HasSubstr("NVIDIA H200 Tensor Core GPU data sheet"));
  const rapidjson::Document d = json_of({"show", "h200-sxm", "--sources", "--json"});
  EXPECT_STREQ(d["chip"].GetString(), "h200-sxm");
  for (const auto& number : d["numbers"].GetArray())
    EXPECT_STRNE(number["confidence"].GetString(), "unstated") << number["path"].GetString();
}

TEST(Show, PrintsTheElaboratedHierarchyUnderTheNamesOfTheChipText) {
  const ProgramRun run = run_program({"show", "npu-4x128", "--hierarchy"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  for (const char* block : {"core_0", "core_3", "matrix_unit", "vector_unit", "local_memory",
                            "memory", "network", "control"})
    EXPECT_THAT(run.out, HasSubstr(block));
}

TEST(Show, ChipTextThatItPrintsCanBeReadAgain) {
  const TemporaryFolder folder;
  const ProgramRun shown = run_program({"show", "npu-4x128", "--set", "core.count=2"});
  const std::string file = folder.write("two.textproto", shown.out).string();
  EXPECT_EQ(run_program({"show", file}).out, shown.out);
}

TEST(Import, WhatIsImportedRunsAlike) {
  const TemporaryFolder folder;
  const std::string graph = (folder.path() / "g.pb").string();
  ASSERT_EQ(run_program({"import", "gemm:512,512,512", "-o", graph}).exit_code, 0);
  EXPECT_EQ(run_program({"run", "npu-4x128", graph}).out,
            run_program({"run", "npu-4x128", "gemm:512,512,512"}).out);
}

TEST(Import, SaysWhatItReadWhereNoFileIsAskedFor) {
  const rapidjson::Document d = json_of({"import", "gemm:512,512,512"});
  EXPECT_EQ(d["schema_version"].GetInt(), 1);
  EXPECT_EQ(d["macs"].GetInt64(), 512 * 512 * 512);
  EXPECT_EQ(d["operators"].GetInt(), 1);
  EXPECT_FALSE(d.HasMember("recognised")) << "of ONNX files alone";
  const ProgramRun text = run_program({"import", "llama-3.1-8b", "--seq", "128"});
  EXPECT_THAT(text.out, HasSubstr("operators"));
  EXPECT_THAT(text.out, HasSubstr("in 34 blocks"));
}

TEST(Explain, KnowsEveryCauseOfTheReport) {
  const rapidjson::Document d = json_of({"run", "npu-4x128", "gemm:256,256,256"});
  for (const auto& stall : d["stalls"].GetArray())
    EXPECT_EQ(run_program({"explain", stall["cause"].GetString()}).exit_code, 0)
        << stall["cause"].GetString();
}

TEST(Completion, IsMadeForEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const ProgramRun run = run_program({"completion", shell});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.out, HasSubstr("no-elasticities"));
  }
}

TEST(Notes, OfTheNetworkAreInTheReport) {
  const ProgramRun run =
      run_program({"run", "b200-sxm", "qwen3-vl-8b", "--detail", "analytic", "--no-elasticities"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("the vision part runs where there are images"));
}

}  // namespace
}  // namespace tessera
