// What tessera sweep best, export, sensitivity, plot and compare say of a small sweep.
#include <gmock/gmock.h>

#include "tests/support/run_program.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const char* const kSpec = R"(
name: "cores"
base { chip: "npu-4x128" model: "resnet-50" detail: "analytic" }
axis { field: "core.count" name: "cores" number: [1, 2, 4] }
axis { field: "memory.bandwidth_scale" name: "bandwidth" number: [0.25, 0.5, 1, 2] }
)";

class SweepResults : public testing::Test {
 protected:
  SweepResults() : spec_(folder_.write("cores.textproto", kSpec).string()) {}

  std::string in_folder(const std::string& name) const { return (folder_.path() / name).string(); }

  // Computed with a number of processes.
  std::string store(const std::string& name, const std::string& jobs) const {
    const ProgramRun run =
        run_program({"sweep", "run", spec_, "--store", in_folder(name), "--jobs", jobs});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return in_folder(name);
  }

  ProgramRun ask(const std::string& what, const std::string& store,
                 const std::vector<std::string>& more = {}) const {
    std::vector<std::string> command = {"sweep", what, spec_, "--store", store};
    command.insert(command.end(), more.begin(), more.end());
    return run_program(command);
  }

  TemporaryFolder folder_;
  std::string spec_;
};

TEST_F(SweepResults, AreTheSameBytesInWhateverOrderTheyWereComputed) {
  const std::string one = store("one.sqlite", "1"), two = store("two.sqlite", "2");
  for (const char* as : {"csv", "json"}) {
    const ProgramRun first = ask("export", one, {"--as", as});
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_EQ(first.out, ask("export", two, {"--as", as}).out);
  }
  EXPECT_THAT(ask("export", one, {"--as", "csv", "--metrics", "latency,area_mm2"}).out,
              StartsWith("number,cores,bandwidth,exit_code,feasible,message,limiter,latency_us,"
                         "area_mm2\n0,1,0.25,0,true,,"));
}

TEST_F(SweepResults, FindTheFrontAndTheKnee) {
  const std::string all = store("all.sqlite", "2");
  EXPECT_THAT(ask("best", all, {"--pareto", "latency_us, area_mm2"}).out,
              HasSubstr("not beaten in least latency_us, least area_mm2"));
  EXPECT_THAT(ask("sensitivity", all).out, HasSubstr("complete grid: the shares are exact"));
}

TEST_F(SweepResults, AreDrawnAsTheSameBytesEachTime) {
  const std::string all = store("all.sqlite", "2");
  for (const char* as : {"pareto", "parallel", "sensitivity", "latency-bandwidth"})
    for (const char* end : {".svg", ".png"}) {
      const std::string first = in_folder(std::string("first") + end);
      const std::string again = in_folder(std::string("again") + end);
      const ProgramRun drawn = ask("plot", all, {"--as", as, "-o", first});
      ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
      ask("plot", all, {"--as", as, "-o", again});
      EXPECT_GT(contents_of(first).size(), 4000U) << as;
      EXPECT_EQ(contents_of(first), contents_of(again)) << as << end;
    }
}

TEST_F(SweepResults, ArePicturesOfTwoKindsOnly) {
  const std::string all = store("all.sqlite", "2");
  const ProgramRun run = ask("plot", all, {"--as", "pareto", "-o", in_folder("front.pdf")});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("must end in .svg or .png"));
}

TEST_F(SweepResults, OfAStoreAgainstItselfBreakNoLimit) {
  const std::string all = store("all.sqlite", "2");
  const ProgramRun run = ask("compare", all, {"--base", all, "--fail-if", "latency>+0%"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("cores: 12 points compared\n"));
  // No change is more than -1 %.
  EXPECT_EQ(ask("compare", all, {"--base", all, "--fail-if", "latency>-1%"}).exit_code, 7);
}

TEST_F(SweepResults, OfAStoreThatIsNotThereAreRefused) {
  const ProgramRun run = ask("best", in_folder("none.sqlite"));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("there is no such file"));
}

}  // namespace
}  // namespace tessera
