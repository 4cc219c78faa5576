// Traces of several devices through the installed program.
#include <gmock/gmock.h>

#include "tests/support/run_program.h"
#include "tests/workloads/import/chakra/trace_files.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TraceText layer() {
  TraceText trace;
  trace.compute(2LL * 16 * 8192 * 1280, 2LL * (16 * 8192 + 8192 * 1280 + 16 * 1280), 30);
  trace.collective(chakra::ALL_REDUCE, 262'144);
  return trace;
}

TEST(Traces, RunAsTheWorkOfOneDeviceWithItsCollectives) {
  const std::string folder = written(layer(), 16).string();
  const ProgramRun run = run_program({"run", "h100-sxm", folder});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("note: device 0 of the 16 of a trace is simulated"));
  EXPECT_THAT(run.err, HasSubstr("measured in the trace, added up: 30 us"));
  EXPECT_THAT(run.out, HasSubstr("collective#1"));
}

TEST(Traces, AreShownAndConverted) {
  const std::filesystem::path folder = written(layer(), 2);
  const ProgramRun shown = run_program({"show", (folder / "trace.0.et").string()});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("168 M"));
  const std::string target = (folder / "trace.pb").string();
  EXPECT_EQ(run_program({"import", folder.string(), "-o", target}).exit_code, 0);
  EXPECT_EQ(run_program({"run", "npu-4x128", target, "--detail", "analytic"}).exit_code, 0);
}

TEST(Traces, AreCutOverChipsAlready) {
  const std::string folder = written(layer(), 2).string();
  const ProgramRun run = run_program({"run", "h100-sxm", folder, "--parallel", "tp=2"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("is what one of several chips does already"));
}

TEST(Traces, ThatAreBrokenAreRefusedWithTheirName) {
  const std::string folder = written({layer().bytes().substr(0, 40)}).string();
  const ProgramRun run = run_program({"run", "h100-sxm", folder});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("trace.0.et: at byte "));
}

}  // namespace
}  // namespace tessera
