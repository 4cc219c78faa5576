// Bad input through the installed program: exit code, place, what was found and what is allowed;
// never a crash, never a file left behind.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A checked chip as text, to be spoilt.
std::string npu_text() { return run_program({"show", "npu-4x128"}).out; }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

class BadInput : public testing::Test {
 protected:
  // Runs with -o and checks that nothing is left where the run directory would have been.
  ProgramRun run_kept(std::vector<std::string> arguments) {
    const std::size_t before = entries(folder_.path());
    arguments.insert(arguments.end(), {"-o", (folder_.path() / "run").string()});
    const ProgramRun result = run_program(arguments);
    EXPECT_EQ(entries(folder_.path()), before);
    EXPECT_EQ(result.out, "");
    return result;
  }
  std::string write(const std::string& name, const std::string& text) {
    return folder_.write(name, text).string();
  }
  TemporaryFolder folder_;
};

TEST_F(BadInput, AnUnknownFieldIsNamedAtItsPlace) {
  const std::string chip =
      write("odd.textproto", replaced(npu_text(), "core {", "core {\n  warp_size: 32"));
  const ProgramRun run = run_kept({"run", chip, "gemm:256,256,256"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("odd.textproto:"));
  EXPECT_THAT(run.err, HasSubstr("warp_size"));
}

TEST_F(BadInput, AMissingUnitFieldIsAskedFor) {
  const std::string chip =
      write("odd.textproto", replaced(npu_text(), "clock_mhz: 1000", "clock: 1000"));
  const ProgramRun run = run_kept({"run", chip, "gemm:256,256,256"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, testing::ContainsRegex("odd.textproto:[0-9]+:[0-9]+: "));
  EXPECT_THAT(run.err, HasSubstr("clock_mhz"));
}

TEST_F(BadInput, ZeroCoresAreRefusedWithWhatIsAllowed) {
  const std::string chip = write("odd.textproto", replaced(npu_text(), "count: 4", "count: 0"));
  const ProgramRun run = run_kept({"run", chip, "gemm:256,256,256"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, testing::ContainsRegex("odd.textproto:[0-9]+:[0-9]+: core.count is 0"));
  EXPECT_THAT(run.err, HasSubstr("at least 1"));
}

TEST_F(BadInput, ASettingIsItsOwnPlace) {
  const ProgramRun run =
      run_kept({"run", "npu-4x128", "gemm:256,256,256", "--set", "core.count=0"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("--set core.count=0"));
}

TEST_F(BadInput, AllMistakesOfAChipAreReportedAtOnce) {
  const ProgramRun run = run_kept({"run", "npu-4x128", "gemm:256,256,256", "--set", "core.count=0",
                                   "--set", "core.clock_mhz=-1"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("core.count"), HasSubstr("core.clock_mhz")));
}

TEST_F(BadInput, ALocalMemoryTooSmallForAnyTileDoesNotFit) {
  const ProgramRun run = run_kept(
      {"run", "npu-4x128", "gemm:2048,2048,2048", "--set", "core.local_memory.capacity_kib=1"});
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("gemm"));
}

TEST_F(BadInput, ATruncatedOnnxFileIsRefused) {
  // IR version 8, then a graph of 127 bytes that are not there.
  const std::string model = write("cut.onnx", std::string("\x08\x08\x3a\x7f\x0a", 5));
  const ProgramRun run = run_kept({"run", "npu-4x128", model});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("cut.onnx"));
}

constexpr const char* kUnsupportedGraph = R"(name: "odd"
tensor { name: "x" dim: "1024" dim: "1024" }
tensor { name: "y" dim: "1024" dim: "1024" }
tensor { name: "z" dim: "1024" dim: "1024" }
block {
  name: "all"
  node { name: "act" input: "x" output: "y" elementwise { function: "relu" } }
  node { name: "nms" input: "y" output: "z" unsupported { op_type: "NonMaxSuppression" } }
}
)";

TEST_F(BadInput, AnUnsupportedOperatorIsListedAndWithStrictRefused) {
  const std::string model = write("odd.textproto", kUnsupportedGraph);
  const ProgramRun listed = run_program({"run", "npu-4x128", model});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("NonMaxSuppression"));
  const ProgramRun run = run_kept({"run", "npu-4x128", model, "--strict"});
  EXPECT_EQ(run.exit_code, 4) << run.err;
  EXPECT_THAT(run.err, AllOf(HasSubstr("nms"), HasSubstr("NonMaxSuppression")));
}

TEST_F(BadInput, AContextLongerThanMemoryDoesNotFitAndIsNamed) {
  const ProgramRun run = run_kept(
      {"run", "h100-sxm", "llama-3.1-8b", "--phase", "decode", "--batch", "64", "--kv", "131072"});
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("cache"));
}

TEST_F(BadInput, ANetworkThatIsNotThereIsNamed) {
  const ProgramRun run = run_kept({"run", "npu-4x128", "no-such-network"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_NE(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("no-such-network"));
}

TEST_F(BadInput, UsageMistakesExitWithTwoAndAHint) {
  EXPECT_EQ(run_program({}).exit_code, 2);
  const ProgramRun command = run_program({"rnu"});
  EXPECT_EQ(command.exit_code, 2);
  EXPECT_THAT(command.err, HasSubstr("did you mean 'run'?"));
  const ProgramRun flag = run_program({"run", "npu-4x128", "resnet-50", "--phse=full"});
  EXPECT_EQ(flag.exit_code, 2);
  EXPECT_THAT(flag.err, HasSubstr("did you mean '--phase'?"));
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--phase", "warmup"},
                                               {"--batch", "0"},
                                               {"--batch", "many"},
                                               {"--seq", "-4"},
                                               {"--dtype", "fp7"},
                                               {"--detail", "exact"},
                                               {"--dim", "height"},
                                               {"--chips", "0"},
                                               {"--dim", "batch=4"},
                                               {"--batch", "99999999999999"},
                                               {"--tokens", "99999999999999"},
                                               {"--dtype", ""}}) {
    std::vector<std::string> arguments{"run", "h100-sxm", "llama-3.1-8b"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = run_kept(arguments);
    EXPECT_EQ(run.exit_code, 2) << more[0] << ": " << run.err;
    EXPECT_LE(std::count(run.err.begin(), run.err.end(), '\n'), 4) << run.err;
  }
}

TEST_F(BadInput, FeaturesToComeAreRefusedNotIgnored) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--detail", "cycle"}, {"--parallel", "tp=12"}}) {
    std::vector<std::string> arguments{"run", "h100-sxm", "llama-3.1-8b"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = run_kept(arguments);
    EXPECT_EQ(run.exit_code, 4) << run.err;
    EXPECT_THAT(run.err, HasSubstr(more[1].substr(more[1].find('=') + 1)));
  }
}

TEST_F(BadInput, APlanThatDoesNotDivideIsAMistakeOfUsage) {
  const auto refused = [&](const std::string& model, const std::string& plan) {
    const ProgramRun run = run_kept({"run", "h100-sxm", model, "--parallel", plan});
    EXPECT_EQ(run.exit_code, 2) << run.err;
    return run.err;
  };
  EXPECT_THAT(refused("gpt2", "tp=8"), HasSubstr("12 heads"));
  EXPECT_THAT(refused("mixtral-8x7b", "dp=16,ep=16"), HasSubstr("8 experts"));
  EXPECT_THAT(refused("llama-3.1-8b", "tp=8,ep=8"), HasSubstr("no mixture of experts"));
  EXPECT_THAT(refused("llama-3.1-8b", "tp=2,ep=8"), HasSubstr("must divide the 2 chips"));
  EXPECT_THAT(refused("llama-3.1-8b", "pp=2,xp=2"), HasSubstr("'xp=2' must be"));
}

TEST_F(BadInput, APlanThatDoesNotFitNamesWhatEachChipWouldHold) {
  const ProgramRun run =
      run_kept({"run", "h100-sxm", "deepseek-v3", "--phase", "decode", "--parallel", "tp=2,ep=2"});
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("each of 2 chips that share every layer"));
}

TEST_F(BadInput, StandardOutputThatCannotBeWrittenIsAFailureOfEveryCommand) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  for (const char* arguments : {"run npu-4x128 gemm:256,256,256", "list chips", "--version",
                                "show npu-4x128", "completion bash", "explain matrix"}) {
    const ProgramRun run = run_command(
        {"/bin/sh", "-c", TESSERA_PROGRAM " " + std::string(arguments) + " > /dev/full"});
    EXPECT_EQ(run.exit_code, 1) << arguments;
    EXPECT_THAT(run.err, HasSubstr("standard output cannot be written")) << arguments;
  }
}

TEST_F(BadInput, AFolderThatIsSomethingElseIsNotOverwritten) {
  write("precious.txt", "mine");
  const ProgramRun run =
      run_program({"run", "npu-4x128", "gemm:256,256,256", "-o", folder_.path().string()});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(contents_of(folder_.path() / "precious.txt"), "mine");
}

}  // namespace
}  // namespace tessera
