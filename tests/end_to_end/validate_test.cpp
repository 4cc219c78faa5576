// tessera validate through the installed program: report, points, thresholds and bad tables.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kExtract = std::string(TESSERA_SOURCE_DIR) + "/tests/sim/app/validate/extract";
const std::string kSilicon =
    std::string(TESSERA_SOURCE_DIR) + "/tests/sim/app/validate/silicon/extract";

TEST(Validate, PrintsErrorsByPolicyAndKeepsThePoints) {
  const TemporaryFolder folder;
  const std::string points = (folder.path() / "points").string();
  const ProgramRun run = run_program({"validate", "--data", kExtract, "--points", points,
                                      "--fail-if", "ramulator2:max_util_error>0.5%"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("ramulator2"), HasSubstr("dramsim3")));
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25);
  EXPECT_THAT(run.err, HasSubstr("note: ignored: source.md\n"));
  EXPECT_THAT(contents_of(points + "/open_loop.csv"), HasSubstr(",predicted_util,"));
  EXPECT_THAT(contents_of(points + "/tile.csv"), HasSubstr(",predicted_avg_nck,"));
}

TEST(Validate, PrintsOneJsonDocument) {
  const ProgramRun run = run_program({"validate", "--data", kExtract, "--json", "--jobs", "2"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("\"schema_version\": 1"), HasSubstr("\"max_percent\"")));
}

TEST(Validate, DrawsPredictedAgainstReference) {
  const TemporaryFolder folder;
  const std::string plots = (folder.path() / "plots").string();
  const ProgramRun run = run_program({"validate", "--data", kExtract, "--plot", plots});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(contents_of(plots + "/utilisation.svg"), HasSubstr("</svg>"));
  EXPECT_THAT(contents_of(plots + "/comparisons.csv"), HasSubstr("quantity,reference,predicted"));
}

TEST(Validate, ThePythonThatDrawsCanBeAnother) {
  const TemporaryFolder folder;
  const std::string plots = (folder.path() / "plots").string();
  const ProgramRun run = run_command({"/usr/bin/env", "TESSERA_PYTHON=/no/python3", TESSERA_PROGRAM,
                                      "validate", "--data", kExtract, "--plot", plots});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("/no/python3 must be a python3 with matplotlib"));
  EXPECT_THAT(run.err, HasSubstr("TESSERA_PYTHON"));
}

TEST(Validate, AFailedThresholdExitsWithSeven) {
  const ProgramRun run =
      run_program({"validate", "--data", kExtract, "--fail-if", "mean_util_error<50%"});
  EXPECT_EQ(run.exit_code, 7);
  EXPECT_THAT(run.err, HasSubstr("mean utilisation error is"));
}

TEST(Validate, MistakesOfAllTablesAreReportedAtTheirLines) {
  const TemporaryFolder folder;
  folder.write("open_loop.csv",
               "simulator,config,mapping,pattern,rw_mix,load_frac_of_sat\n"
               "ramulator2,X,map1,zigzag,R,sat\n");
  folder.write("timing_constraints.csv",
               "config,level,preceding,following,min_nCK,window,sibling_only\n"
               "X,Bank,ACT,READ,5,1,False\n");
  const ProgramRun run = run_program({"validate", "--data", folder.path().string()});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("open_loop.csv:2: pattern is 'zigzag'"),
                             HasSubstr("timing_constraints.csv:2: "), HasSubstr("'READ'")));
  EXPECT_THAT(run.out, IsEmpty());
}

TEST(Validate, TheFolderOfTheInputsIsNeverWrittenInto) {
  const TemporaryFolder folder;
  std::filesystem::copy(kExtract, folder.path() / "data");
  const std::string data = (folder.path() / "data").string();
  const std::string before = contents_of(data + "/tile.csv");
  for (const char* flag : {"--points", "--plot"}) {
    const ProgramRun run =
        run_program({"validate", "--data", data, flag, data + "/../data/.", "--json"});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("is the folder of the reference tables"));
    EXPECT_THAT(run.out, IsEmpty());
  }
  std::filesystem::create_directory(folder.path() / "points");
  std::filesystem::create_symlink(data + "/tile.csv", folder.path() / "points" / "tile.csv");
  const ProgramRun linked =
      run_program({"validate", "--data", data, "--points", (folder.path() / "points").string()});
  EXPECT_EQ(linked.exit_code, 2);
  EXPECT_THAT(linked.err, HasSubstr("points/tile.csv: is one of the reference tables"));
  EXPECT_EQ(contents_of(data + "/tile.csv"), before);
}

TEST(Validate, WhatCanBeRefusedIsRefusedBeforeAnythingIsPredicted) {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "").string();
  const std::vector<std::pair<std::vector<std::string>, std::string>> calls = {
      {{"--fail-if", "max_utl_error>2%"}, "no quantity 'utl'; known are util, latency, p99"},
      {{"--fail-if", "ramulator:max_util_error>2%"}, "no policy 'ramulator'; known are "},
      {{"--fail-if", "max_util_error"}, "is no threshold"},
      {{"--by", "colour"}, "--by 'colour': must be policy, config"},
      {{"--points", file + "/x"}, "--points " + file + "/x: "},
      {{"--plot", file}, "--plot " + file + ": "}};
  for (const auto& [more, message] : calls) {
    std::vector<std::string> call = {"validate", "--data", kExtract};
    call.insert(call.end(), more.begin(), more.end());
    const ProgramRun run = run_program(call);
    EXPECT_EQ(run.exit_code, 2) << more[1];
    EXPECT_THAT(run.err, HasSubstr(message));
    EXPECT_THAT(run.out, IsEmpty());
  }
  EXPECT_THAT(run_program({"validate", "--help"}).out, HasSubstr("tile_bytes"));
}

TEST(Validate, PrintsErrorsAgainstSiliconByClassAndKeepsThePoints) {
  const TemporaryFolder folder;
  const std::string points = (folder.path() / "points").string();
  const ProgramRun run = run_program({"validate", "--data", kSilicon, "--points", points, "--jobs",
                                      "2", "--fail-if", "mean_gemm_16bit_error>500%"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("(silicon, detail tile): 12 of 12 rows of gemm.csv"),
                             HasSubstr("GEMM 16 bit"), HasSubstr("roofline")));
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 25);
  EXPECT_THAT(contents_of(points + "/gemm.csv"), HasSubstr(",predicted_us,limiter\n"));
  EXPECT_THAT(contents_of(points + "/e2e_serving.csv"), HasSubstr(",predicted_tpot_ms,"));
  EXPECT_FALSE(std::filesystem::exists(points + "/progress"));
}

TEST(Validate, DrawsOnePictureForEachClassOfOperators) {
  const TemporaryFolder folder;
  const std::string plots = (folder.path() / "plots").string();
  const ProgramRun run = run_program(
      {"validate", "--data", kSilicon, "--op", "gemm", "--detail", "analytic", "--plot", plots});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(contents_of(plots + "/GEMM_16_bit.svg"), HasSubstr("</svg>"));
  EXPECT_THAT(contents_of(plots + "/GEMM_8_and_4_bit.svg"), HasSubstr("</svg>"));
}

TEST(Validate, WhatIsAskedOfSiliconIsCheckedToo) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> calls = {
      {{"--device", "abacus"}, "--device 'abacus': no row has it; there are a100_sxm"},
      {{"--op", "fft"}, "--op 'fft': no row has it"},
      {{"--detail", "cycle"}, "must be analytic or tile"},
      {{"--by", "colour"}, "--by 'colour': must be device, op, dtype"},
      {{"--fail-if", "max_util_error>2%"}, "no quantity 'util'; known are gemm_16bit"}};
  for (const auto& [more, message] : calls) {
    std::vector<std::string> call = {"validate", "--data", kSilicon};
    call.insert(call.end(), more.begin(), more.end());
    const ProgramRun run = run_program(call);
    EXPECT_EQ(run.exit_code, 2) << more[1];
    EXPECT_THAT(run.err, HasSubstr(message));
    EXPECT_THAT(run.out, IsEmpty());
  }
  const ProgramRun dram = run_program({"validate", "--data", kExtract, "--device", "h100_sxm"});
  EXPECT_EQ(dram.exit_code, 2);
  EXPECT_THAT(dram.err, HasSubstr("are for folders of kind silicon"));
}

TEST(Validate, WithoutDataTheReferenceFolderIsMeant) {
  const TemporaryFolder folder;
  std::filesystem::copy(kSilicon, folder.path() / "silicon");
  const ProgramRun run = run_command({"/usr/bin/env", "TESSERA_REFERENCE=" + folder.path().string(),
                                      TESSERA_PROGRAM, "validate", "--detail", "analytic"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const ProgramRun nowhere =
      run_command({"/usr/bin/env", "-u", "TESSERA_REFERENCE", TESSERA_PROGRAM, "validate"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("--data is missing"));
}

TEST(Validate, AGroupingThatIsNotThereListsThoseThatAre) {
  const ProgramRun run = run_program({"validate", "--data", kExtract, "--by", "colour"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("policy, config, mapping, pattern, mix, load"));
}

}  // namespace
}  // namespace tessera
