// tessera network through the installed program.
#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "sim/app/run_directory/file.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(NetworkCommand, PrintsACurveOnOnePage) {
  const ProgramRun run = run_program({"network", "mesh:4x4"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25) << run.out;
  EXPECT_THAT(run.out, ContainsRegex("10 % +0\\.0"));
  EXPECT_THAT(run.out, ContainsRegex("95 % +0\\.7"));
}

TEST(NetworkCommand, EveryPatternRunsOnAChip) {
  for (const char* pattern : {"uniform", "neighbour", "hotspot", "memory"}) {
    const ProgramRun run =
        run_program({"network", "npu-4x128", "--pattern", pattern, "--load", "0.3"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
  }
}

TEST(NetworkCommand, TheSameCallGivesTheSameBytes) {
  const std::vector<std::string> call = {"network",        "torus:4x4", "--rate", "0.6",
                                         "--packet-flits", "5",         "--json"};
  const ProgramRun first = run_program(call);
  EXPECT_EQ(first.out, run_program(call).out);
  rapidjson::Document d;
  d.Parse(first.out.c_str());
  ASSERT_FALSE(d.HasParseError());
  EXPECT_GT(d["points"][0]["packet_latency_clocks"].GetDouble(), 18);
}

TEST(NetworkCommand, BadInputSaysWhatIsAllowed) {
  const ProgramRun kind = run_program({"network", "star:8"});
  EXPECT_EQ(kind.exit_code, 2);
  EXPECT_THAT(kind.err, HasSubstr("allowed: mesh:RxC"));
  const ProgramRun rate = run_program({"network", "ring:8", "--rate", "7"});
  EXPECT_EQ(rate.exit_code, 2);
  EXPECT_THAT(rate.err, HasSubstr("--rate is 7, must be"));
  EXPECT_EQ(run_program({"network", "ring:8", "--pattern", "shuffle"}).exit_code, 2);
  EXPECT_EQ(run_program({"network", "no-such-chip"}).exit_code, 2);
}

TEST(NetworkCommand, MistakesOfAChipTextAreSaidAtTheirLine) {
  const TemporaryFolder folder;
  const std::string chip = folder.path() / "wrong.textproto";
  write_file(chip,
             "variant_of: \"gpnpu\"\nname: \"wrong\"\n"
             "network { ring { link_bytes_per_clock: 64\n"
             "router_latency_cycles: -1 memory_ports: 2 } }\n");
  const ProgramRun run = run_program({"network", chip});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, ContainsRegex("wrong.textproto:4:1: network.ring.router_latency_cycles"));
}

}  // namespace
}  // namespace tessera
