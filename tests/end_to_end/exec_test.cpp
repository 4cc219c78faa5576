// Kernels written by hand, through the installed program: they run, lock up, and can be
// interrupted.
#include <gmock/gmock.h>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// Loads a tile and works on it, double-buffered, `repeat` times.
std::string kernel(const std::string& repeat, const std::string& given = "signal loaded") {
  return R"(program stream
tensor a 1 MiB
operator stream elementwise repeat 1 matrix_flops 0 bf16 vector_operations 0
section s {
  kernel k for stream {
    buffer tile 64 KiB slots 2
    token loaded data
    token space space initial 2
    cores 0..3 {
      repeat )" +
         repeat + R"( {
        load a -> tile 64 rows of 1024 bytes wait space )" +
         given + R"(
        vector tile -> tile add_mul 16384 fp32 wait loaded signal space
      }
    }
  }
}
)";
}

class Exec : public testing::Test {
 protected:
  std::string write(const std::string& text) { return folder_.write("k.tasm", text).string(); }
  std::string kept() const { return (folder_.path() / "run").string(); }
  TemporaryFolder folder_;
};

TEST_F(Exec, RunsAKernelAndReportsIt) {
  const ProgramRun run = run_program({"exec", "npu-4x128", write(kernel("100"))});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("stream on npu-4x128   kernel"),
                             HasSubstr("stream waits for HBM2"), HasSubstr("read 26.2 MB")));
}

TEST_F(Exec, AKernelThatServesNoOperatorIsReportedAsOneOfItsOwn) {
  std::string text = kernel("100");
  text.erase(text.find("operator stream"), text.find("section s") - text.find("operator stream"));
  text.replace(text.find(" for stream"), std::string(" for stream").size(), "");
  const ProgramRun run = run_program({"exec", "npu-4x128", write(text)});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("stream waits for HBM2"), HasSubstr("read 26.2 MB")));
}

TEST_F(Exec, CanBeKeptAndExported) {
  const ProgramRun run =
      run_program({"exec", "npu-4x128", write(kernel("4")), "-o", kept(), "--no-elasticities"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(contents_of(fs::path(kept()) / "kernel.tasm"), kernel("4"));
  const ProgramRun trace = run_program({"export", kept(), "--as", "csv"});
  EXPECT_THAT(trace.out, HasSubstr("core_3.load"));
}

TEST_F(Exec, AMistakeInTheTextIsReportedAtItsPlace) {
  const ProgramRun run =
      run_program({"exec", "npu-4x128", write(kernel("4", "signal laoded")), "-o", kept()});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(testing::ContainsRegex("k.tasm:11:[0-9]+: "), HasSubstr("laoded")));
  EXPECT_FALSE(fs::exists(kept()));
}

TEST_F(Exec, ADeadlockNamesWhoWaitsForWhat) {
  const ProgramRun run = run_program({"exec", "npu-4x128", write(kernel("4", ""))});
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, AllOf(HasSubstr("deadlock"), HasSubstr("loaded")));
}

TEST_F(Exec, InterruptedItWritesWhatItHasAndSaysSo) {
  const std::string endless = write(kernel("1000000000"));
  const ProgramRun run =
      run_command({"/usr/bin/timeout", "--foreground", "--preserve-status", "-s", "INT", "3",
                   TESSERA_PROGRAM, "exec", "npu-4x128", endless, "-o", kept()});
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_THAT(run.err, HasSubstr("interrupted"));
  EXPECT_THAT(contents_of(fs::path(kept()) / "summary.json"),
              HasSubstr("\"partial\": \"interrupted\""));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 2);
}

}  // namespace
}  // namespace tessera
