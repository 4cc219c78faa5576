// tessera traffic through the installed program.
#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>

#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

ProgramRun traffic(std::vector<std::string> more, const std::string& store = "none") {
  std::vector<std::string> arguments = {
      "traffic", "h100-sxm", "llama-3.1-8b",    "--detail", "analytic",    "--step-store",
      store,     "--seq",    "uniform:100,900", "--tokens", "geometric:60"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

rapidjson::Document json_of(std::vector<std::string> more) {
  more.push_back("--json");
  const ProgramRun run = traffic(more);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  rapidjson::Document document;
  document.Parse(run.out.c_str());
  EXPECT_FALSE(document.HasParseError()) << run.out;
  return document;
}

TEST(Traffic, TheAnswerHasEveryFigureAndAddsUp) {
  const auto d = json_of({"--rate", "5", "--requests", "60", "--slo", "ttft=500ms,tpot=50ms"});
  EXPECT_EQ(d["completed"].GetInt64(), 60);
  EXPECT_EQ(d["seeds"][0].GetInt64(), 1);
  for (const char* times : {"ttft_ms", "tpot_ms", "latency_ms"}) {
    EXPECT_GT(d[times]["mean"].GetDouble(), 0) << times;
    EXPECT_LE(d[times]["p50"].GetDouble(), d[times]["p90"].GetDouble()) << times;
    EXPECT_LE(d[times]["p90"].GetDouble(), d[times]["p99"].GetDouble()) << times;
  }
  EXPECT_GT(d["goodput_per_s"].GetDouble(), 0);
  EXPECT_GT(d["joules_per_token"].GetDouble(), 0);
  const auto& split = d["cost_split_usd"];
  EXPECT_NEAR(split["chip"].GetDouble() + split["power"].GetDouble() + split["idle"].GetDouble(),
              d["cost_per_million_tokens"].GetDouble(), 1e-9);
  double share = 0;
  for (const auto& part : d["tail"].GetArray()) share += part["share"].GetDouble();
  EXPECT_NEAR(share, 1, 1e-9);
  EXPECT_FALSE(d["queue_grows"].GetBool());
}

TEST(Traffic, TheSameSeedGivesTheSameBytesAndTheTextFitsAScreen) {
  const std::vector<std::string> asked = {"--rate", "20", "--requests", "80", "--seed", "9"};
  const ProgramRun one = traffic(asked), again = traffic(asked);
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, again.out);
  EXPECT_LE(std::count(one.out.begin(), one.out.end(), '\n'), 25) << one.out;
  EXPECT_THAT(one.out, HasSubstr("the slowest 1 % of the requests"));
}

TEST(Traffic, StepsFromAStoreChangeNothing) {
  const TemporaryFolder folder;
  const std::string store = (folder.path() / "steps.sqlite").string();
  const std::vector<std::string> asked = {"--rate", "20", "--requests", "40", "--json"};
  const ProgramRun without = traffic(asked);
  const ProgramRun first = traffic(asked, store), second = traffic(asked, store);
  EXPECT_EQ(without.out, first.out);
  EXPECT_EQ(first.out, second.out);
  EXPECT_TRUE(std::filesystem::exists(store));
}

TEST(Traffic, ARateAboveWhatIsServedIsSaidAndNotAveraged) {
  const auto d = json_of({"--rate", "2000", "--requests", "1500", "--policy-set", "sequences=16"});
  EXPECT_TRUE(d["queue_grows"].GetBool());
  EXPECT_THAT(d["verdict"].GetString(), HasSubstr("the queue grows without end"));
}

TEST(Traffic, ARequestThatTheCacheNeverHoldsExitsWithFive) {
  const ProgramRun run = run_program({"traffic", "h100-sxm", "llama-3.1-8b", "--step-store", "none",
                                      "--rate", "1", "--requests", "3", "--seq", "900000"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("request 0 needs a cache of"));
}

TEST(Traffic, ATraceThatIsWrongNamesItsLines) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "t.csv").string();
  std::ofstream(path) << "arrival_s,input_tokens,output_tokens\n0,5,5\nx,5,5\n1,0,5\n";
  const ProgramRun run = traffic({"--trace", path});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("t.csv:3: "));
  EXPECT_THAT(run.err, HasSubstr("t.csv:4: "));
}

TEST(Traffic, AFolderKeepsRequestsAndTimeline) {
  const TemporaryFolder folder;
  const std::string kept = (folder.path() / "run").string();
  EXPECT_EQ(traffic({"--concurrency", "4", "--requests", "20", "-o", kept}).exit_code, 0);
  for (const char* file :
       {"summary.json", "report.txt", "requests.csv", "timeline.csv", "requests.perfetto-trace"})
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(kept) / file)) << file;
}

TEST(Traffic, TheHighestRateHoldsTheObjective) {
  const auto d = json_of({"--find-rate", "--slo", "ttft=1s,tpot=30ms", "--requests", "60"});
  EXPECT_GT(d["max_rate_per_s"].GetDouble(), 0);
  EXPECT_GE(d["within_slo"].GetDouble(), 0.99);
}

TEST(Traffic, PromptsOnOtherChipsTakeTheInterferenceAway) {
  const auto together = json_of({"--rate", "10", "--requests", "60", "--replicas", "2"});
  const auto apart = json_of({"--rate", "10", "--requests", "60", "--prefill-replicas", "1"});
  EXPECT_EQ(apart["chips"].GetInt64(), together["chips"].GetInt64());
  EXPECT_EQ(apart["completed"].GetInt64(), 60);
  EXPECT_GT(apart["prompts"]["mean_transfer_ms"].GetDouble(), 0);
  EXPECT_LT(apart["token_time_variation"]["mean"].GetDouble(),
            together["token_time_variation"]["mean"].GetDouble());
  const auto split =
      json_of({"--rate", "10", "--requests", "60", "--replicas", "3", "--split", "auto"});
  EXPECT_EQ(split["replicas"].GetInt64() + split["prompts"]["replicas"].GetInt64(), 3);
}

TEST(Traffic, AReplicaThatIsLostIsFeltInTheTail) {
  const std::vector<std::string> asked = {"--rate", "10", "--requests", "60", "--replicas", "2"};
  std::vector<std::string> faulty = asked;
  faulty.insert(faulty.end(), {"--fault", "0,2,30"});
  const auto sound = json_of(asked), lost = json_of(faulty);
  EXPECT_EQ(lost["completed"].GetInt64(), 60);
  EXPECT_GT(lost["requests_begun_again"].GetInt64(), 0);
  EXPECT_GT(lost["latency_ms"]["p99"].GetDouble(), sound["latency_ms"]["p99"].GetDouble());
  EXPECT_EQ(traffic({"--rate", "1", "--fault", "7,1,1"}).exit_code, 2);
}

TEST(Traffic, FlagsThatDoNotGoTogetherAreRefused) {
  EXPECT_EQ(traffic({}).exit_code, 2);
  EXPECT_EQ(traffic({"--rate", "1", "--concurrency", "2"}).exit_code, 2);
  EXPECT_EQ(traffic({"--rate", "1", "--slo", "ttft=5"}).exit_code, 2);
  EXPECT_EQ(traffic({"--find-rate"}).exit_code, 2);
}

TEST(Traffic, ARateThatNothingMissesIsSaidAndNotLookedForWithoutEnd) {
  const ProgramRun run = run_program({"traffic", "h100-sxm", "llama-3.1-8b", "--detail", "analytic",
                                      "--step-store", "none", "--requests", "8", "--seq", "64",
                                      "--tokens", "8", "--slo", "ttft=1000s", "--find-rate"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err + run.out, HasSubstr("no rate misses the objective"));
}

TEST(Traffic, APromptThatItsPoolCannotHoldIsRefused) {
  const ProgramRun run =
      run_program({"traffic", "h100-sxm", "llama-3.1-8b", "--detail", "analytic", "--step-store",
                   "none", "--rate", "5", "--requests", "3", "--seq", "100000", "--tokens", "20",
                   "--prefill-replicas", "1", "--prefill-chip", "arc-pro-b60"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("the memory of arc-pro-b60"));
}

TEST(Traffic, ArrivalsBeyondWhatCanBeCountedAreRefused) {
  const ProgramRun run = traffic({"--rate", "0.000001", "--requests", "300"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--requests"));
}

TEST(Traffic, FaultsOfOneReplicaMayNotOverlap) {
  const ProgramRun run =
      traffic({"--rate", "5", "--requests", "10", "--fault", "0,1,10", "--fault", "0,2,1"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("two faults of replica 0 overlap"));
}

}  // namespace
}  // namespace tessera
