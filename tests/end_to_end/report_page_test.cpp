// tessera report -o: what is written, and what is refused.
#include <gmock/gmock.h>

#include "sim/app/report/html/page_template.h"
#include "tests/support/run_program.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReportPage : public testing::Test {
 protected:
  std::string in_folder(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string kept_run(const std::string& name) const {
    const ProgramRun run = run_program({"run", "npu-4x128", "gemm:512,512,512", "--detail",
                                        "analytic", "--no-elasticities", "-o", in_folder(name)});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return in_folder(name);
  }

  TemporaryFolder folder_;
};

TEST_F(ReportPage, HoldsTheRunsAndPrintsNothing) {
  if (page_template().empty()) GTEST_SKIP() << "this build has no page";
  const std::string page = in_folder("r.html");
  const ProgramRun run = run_program({"report", kept_run("one"), kept_run("two"), "-o", page});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "");
  const std::string text = contents_of(page);
  EXPECT_THAT(text, HasSubstr(R"("name":"one","summary":{"schema_version":1,)"));
  EXPECT_THAT(text, HasSubstr(R"("name":"two","summary":{)"));
  EXPECT_THAT(text, Not(HasSubstr("src=\"http")));
}

TEST_F(ReportPage, TellsRunsOfOneNameApart) {
  if (page_template().empty()) GTEST_SKIP() << "this build has no page";
  const std::string run = kept_run("same");
  const std::string page = in_folder("r.html");
  ASSERT_EQ(run_program({"report", run, run, run, "-o", page}).exit_code, 0);
  EXPECT_THAT(contents_of(page), HasSubstr("{\"id\":\"same\","));
  EXPECT_THAT(contents_of(page), HasSubstr("{\"id\":\"" + run + "\","));
  EXPECT_THAT(contents_of(page), HasSubstr("{\"id\":\"" + run + " (2)\","));
}

TEST_F(ReportPage, ShowsAStoredSweep) {
  if (page_template().empty()) GTEST_SKIP() << "this build has no page";
  const std::string spec = folder_
                               .write("s.textproto",
                                      "name: \"cores\"\n"
                                      "base { chip: \"npu-4x128\" model: \"gemm:256,256,256\" "
                                      "detail: \"analytic\" }\n"
                                      "axis { field: \"core.count\" number: [1, 2, 4] }\n")
                               .string();
  const std::string store = in_folder("s.sqlite");
  ASSERT_EQ(run_program({"sweep", "run", spec, "--store", store}).exit_code, 0);
  const std::string page = in_folder("r.html");
  const ProgramRun run = run_program({"report", store, "-o", page});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(contents_of(page),
              HasSubstr(R"("points":{"all":3,"feasible":3,"refused":0,"failed":0)"));
  EXPECT_EQ(run_program({"report", "--sweep", store, "-o", page}).exit_code, 0);

  const ProgramRun printed = run_program({"report", store});
  EXPECT_EQ(printed.exit_code, 2);
  EXPECT_THAT(printed.err, HasSubstr("-o FILE.html"));
  const ProgramRun twice = run_program({"report", store, "--sweep", store, "-o", page});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("a page shows one sweep"));
}

TEST_F(ReportPage, RefusesMoreRunsThanChartsCanTellApart) {
  std::vector<std::string> command = {"report", "-o", in_folder("r.html")};
  for (int i = 0; i < 9; ++i) command.push_back(in_folder("run"));
  const ProgramRun run = run_program(command);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("a page shows up to 8 runs, 9 are given"));
}

TEST_F(ReportPage, NamesWhatIsNoRun) {
  const ProgramRun run = run_program({"report", in_folder("nothing"), "-o", in_folder("r.html")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("not a run directory"));
  EXPECT_FALSE(std::filesystem::exists(in_folder("r.html")));
  EXPECT_EQ(run_program({"report"}).exit_code, 2);
  const ProgramRun sweep =
      run_program({"report", "--sweep", in_folder("nothing"), "-o", in_folder("r.html")});
  EXPECT_EQ(sweep.exit_code, 3);
  EXPECT_THAT(sweep.err, HasSubstr("not a store of a sweep"));
}

TEST_F(ReportPage, ARunKeptWithoutDetailsStillHasAPage) {
  if (page_template().empty()) GTEST_SKIP() << "this build has no page";
  const std::string kept = kept_run("old");
  std::filesystem::remove(kept + "/details.json");
  EXPECT_EQ(run_program({"report", kept, "-o", in_folder("r.html")}).exit_code, 0);
}

}  // namespace
}  // namespace tessera
