// tessera memory through the installed program.
#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

rapidjson::Document json_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "memory");
  arguments.push_back("--json");
  const ProgramRun run = run_program(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  rapidjson::Document document;
  document.Parse(run.out.c_str());
  EXPECT_FALSE(document.HasParseError()) << run.out;
  return document;
}

std::vector<std::string> library() {
  rapidjson::Document list;
  list.Parse(run_program({"list", "memories", "--json"}).out.c_str());
  std::vector<std::string> names;
  for (const auto& one : list["memories"].GetArray()) names.emplace_back(one["name"].GetString());
  return names;
}

void expect_sums(const rapidjson::Document& d, const std::string& what) {
  double rate = d["achieved_gb_per_s"].GetDouble();
  std::int64_t clocks = d["simulated"]["data_clocks"].GetInt64();
  for (const auto& loss : d["loss"].GetArray()) {
    EXPECT_GE(loss["clocks"].GetInt64(), 0) << what << ", " << loss["cause"].GetString();
    rate += loss["gb_per_s"].GetDouble();
    clocks += loss["clocks"].GetInt64();
  }
  EXPECT_EQ(clocks, d["simulated"]["bus_clocks"].GetInt64()) << what;
  EXPECT_NEAR(rate, d["peak_gb_per_s"].GetDouble(), 1e-6) << what;
}

TEST(Memory, EveryStandardOfTheLibraryIsCharacterisedOrSaysWhyNot) {
  const std::vector<std::string> names = library();
  ASSERT_GE(names.size(), 10u);
  for (const std::string& name : names) {
    const ProgramRun run = run_program({"memory", name, "--requests", "5000"});
    if (name == "sram") {
      EXPECT_EQ(run.exit_code, 4);
      EXPECT_THAT(run.err, HasSubstr("on-chip memory"));
      continue;
    }
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25) << run.out;
    EXPECT_THAT(run.out, HasSubstr("sequential reads get"));
    EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));
    EXPECT_EQ(run.err, "");
  }
}

TEST(Memory, LossesSumToThePeakOnEveryStandardAndPattern) {
  for (const std::string& name : library()) {
    if (name == "sram") continue;
    for (const char* pattern : {"seq", "random", "stride"})
      expect_sums(json_of({name, "--pattern", pattern, "--mix", "2R1W", "--requests", "4000"}),
                  name + " " + pattern);
    expect_sums(json_of({name, "--pattern", "tile", "--tiles", "20"}), name + " tile");
    expect_sums(json_of({name, "--load", "0.4", "--requests", "4000"}), name + " under load");
  }
}

TEST(Memory, TheSameCallPrintsTheSameBytes) {
  const std::vector<std::string> call = {"memory", "hbm3",       "--pattern", "random",
                                         "--json", "--requests", "4000"};
  EXPECT_EQ(run_program(call).out, run_program(call).out);
}

TEST(Memory, TheCurveRisesAndEndsFull) {
  const rapidjson::Document d = json_of({"ddr4", "--curve", "--requests", "5000"});
  const auto& curve = d["curve"];
  ASSERT_EQ(curve.Size(), 11u);
  EXPECT_LT(curve[0]["latency_with_wait"]["mean_ns"].GetDouble(),
            curve[8]["latency_with_wait"]["mean_ns"].GetDouble());
  EXPECT_TRUE(curve[10]["full"].GetBool());
}

TEST(Memory, HeatAndControllersAndFieldsChangeTheAnswer) {
  const std::vector<std::string> base = {"hbm3", "--policy", "ramulator2"};
  const auto achieved = [&](const std::vector<std::string>& more) {
    std::vector<std::string> call = base;
    call.insert(call.end(), more.begin(), more.end());
    return json_of(call)["achieved_share"].GetDouble();
  };
  const double cool = achieved({});
  EXPECT_LT(achieved({"--temperature", "100"}), cool - 0.1);
  EXPECT_LT(achieved({"--set", "policy.read_queue=4"}), cool - 0.05);
  EXPECT_STREQ(json_of(base)["policy"]["name"].GetString(), "ramulator2");
}

TEST(Memory, ATraceIsReplayedAndItsMistakesAreReportedAtTheirPlaces) {
  const TemporaryFolder folder;
  const std::string good =
      folder.write("good.trace", "# two requests\n0 R 0x0 4096\n100ns W 8192 64\n").string();
  const rapidjson::Document d = json_of({"hbm3", "--trace", good});
  expect_sums(d, "trace");
  EXPECT_EQ(d["requests"].GetInt64(), 2);
  EXPECT_EQ(d["latency"]["number"].GetInt64(), 1);
  const std::string bad = folder.write("bad.trace", "0 R 0x0\n5 X 0\n4 R zero\n").string();
  const ProgramRun run = run_program({"memory", "hbm3", "--trace", bad});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("bad.trace:2:3: the direction is 'X', must be R or W"));
  EXPECT_THAT(run.err, HasSubstr("bad.trace:3:1: "));
  EXPECT_THAT(run.err, HasSubstr("bad.trace:3:5: "));
  EXPECT_EQ(run_program({"memory", "hbm3", "--trace", "no-such.trace"}).exit_code, 3);
}

TEST(Memory, UsageMistakesExitWithTwoAndSayWhatIsAllowed) {
  const ProgramRun name = run_program({"memory", "hbmm3"});
  EXPECT_EQ(name.exit_code, 2);
  EXPECT_THAT(name.err, HasSubstr("hbm3"));
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--load", "2"},
                                               {"--load", "0"},
                                               {"--load", "nan"},
                                               {"--stride", "33"},
                                               {"--stride", "-64"},
                                               {"--pattern", "zigzag"},
                                               {"--mix", "3R1W"},
                                               {"--policy", "fifo"},
                                               {"--detail", "exact"},
                                               {"--channels", "0"},
                                               {"--requests", "0"},
                                               {"--tile-bytes", "1"},
                                               {"--tile-bytes", "99999999999999"},
                                               {"--pattern", "tile", "--load", "0.5"},
                                               {"--pattern", "seq", "--block", "64"},
                                               {"--curve", "--load", "0.5"}}) {
    std::vector<std::string> call = {"memory", "hbm3"};
    call.insert(call.end(), more.begin(), more.end());
    const ProgramRun run = run_program(call);
    EXPECT_EQ(run.exit_code, 2) << more[0] << " " << more[1] << ": " << run.err;
    EXPECT_EQ(run.out, "");
  }
}

TEST(Memory, AnUnknownNameToShowListsMemoriesToo) {
  const ProgramRun run = run_program({"show", "hbm33"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err,
              HasSubstr("no chip, model, memory or library of kernels is called hbm33; chips: "));
  EXPECT_THAT(run.err, HasSubstr("; models: "));
  EXPECT_THAT(run.err, HasSubstr("; memories: hbm3, "));
  EXPECT_EQ(run_program({"show", "NVIDIA H100 SXM"}).exit_code, 0);
}

TEST(Memory, AFieldOutOfRangeIsAMistakeOfTheInput) {
  const ProgramRun run = run_program({"memory", "hbm3", "--set", "policy.read_queue=0"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("--set policy.read_queue=0"));
}

TEST(Memory, IsShownUnderItsNamesAndCheckedWithAChip) {
  EXPECT_EQ(run_program({"show", "hbm3"}).out, run_program({"show", "HBM_3"}).out);
  EXPECT_THAT(run_program({"show", "hbm3"}).out, HasSubstr("constraint {"));
  EXPECT_THAT(
      run_program({"check", "h100-sxm"}).out,
      ContainsRegex(
          "its 160 channels of hbm3 at [0-9.]+ GB.s give long streams [0-9.]+ % of the pins"));
  EXPECT_THAT(run_program({"check", "groq-lpu-v1"}).out, Not(HasSubstr("channels of")));
}

}  // namespace
}  // namespace tessera
