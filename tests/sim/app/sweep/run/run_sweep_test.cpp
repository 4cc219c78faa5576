// A sweep run for real, in closed form: computed once, kept, gone on with.
#include "sim/app/sweep/run/run_sweep.h"

#include <gmock/gmock.h>

#include "sim/app/simulate/run.h"
#include "sim/app/sweep/run/plan.h"
#include "sim/core/diagnostics.h"
#include "tests/support/temporary_folder.h"

namespace tessera::sweep {
namespace {

using testing::HasSubstr;

// A product on a small chip: a millisecond each. 40 x 40 on one core does not fit.
std::string text(const std::string& further = "") {
  return "name: \"products\"\n"
         "base { chip: \"npu-4x128\" detail: \"analytic\" }\n"
         "axis { field: \"model\" text: [\"gemm:256,256,256\", \"gemm:512,512,512\"] }\n"
         "axis { field: \"memory.bandwidth_scale\" number: [0.5, 1, 2] }\n"
         "axis { field: \"core.count\" number: [1, 2] }\n" +
         further;
}

class RunSweep : public testing::Test {
 protected:
  Standing run(const std::string& spec, RunOptions options = {}) {
    Points points(read_spec_text(spec, "s.textproto"));
    Store store((folder_.path() / "s.sqlite").string(), Access::kWrite);
    return run_sweep(points, store, options);
  }
  std::optional<StoredPoint> stored(const std::string& spec, std::size_t number) {
    const Points points(read_spec_text(spec, "s.textproto"));
    Store store((folder_.path() / "s.sqlite").string(), Access::kRead);
    return store.find(*points.keys()[number]);
  }
  TemporaryFolder folder_;
};

TEST_F(RunSweep, EveryPointIsComputedOnceAndReusedAfterwards) {
  const Standing first = run(text());
  EXPECT_EQ(first.computed, 12U);
  EXPECT_EQ(first.reused, 0U);
  EXPECT_EQ(first.left, 0U);
  const Standing second = run(text());
  EXPECT_EQ(second.computed, 0U);
  EXPECT_EQ(second.reused, 12U);
  ASSERT_TRUE(first.best && second.best);
  EXPECT_EQ(first.best->number, second.best->number);
}

TEST_F(RunSweep, APointIsWhatARunOfItsValuesSays) {
  run(text());
  proto::Request request;
  request.set_chip("npu-4x128");
  request.set_model("gemm:512,512,512");
  request.add_set("memory.bandwidth_scale=2");
  request.add_set("core.count=2");
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  Figures figures(sweep_metrics().size(), kNone);
  add_run_figures(tessera::run(request).result, figures);
  const auto found = stored(text(), 11);
  ASSERT_TRUE(found);
  for (std::size_t i = chip_metric_count(); i < figures.size(); ++i) {
    if (std::isnan(figures[i])) continue;
    EXPECT_EQ(found->figures[i], figures[i]) << sweep_metrics()[i].name;
  }
}

TEST_F(RunSweep, AnotherSweepReusesThePointsTheyShare) {
  run(text());
  const Standing other =
      run("base { chip: \"npu-4x128\" detail: \"analytic\" model: \"gemm:256,256,256\" }\n"
          "axis { field: \"core.count\" number: [1, 2, 4] }\n"
          "axis { field: \"memory.bandwidth_scale\" number: [1] }\n");
  EXPECT_EQ(other.computed, 1U);
  EXPECT_EQ(other.reused, 2U);
}

TEST_F(RunSweep, FailuresKeepTheirReasonAndAreTriedAgainWhenAsked) {
  const std::string spec =
      "base { chip: \"npu-4x128\" detail: \"analytic\" model: \"gemm:256,256,256\" }\n"
      "axis { field: \"core.local_memory.capacity_kib\" number: [16, 4096] }\n";
  const Standing first = run(spec);
  EXPECT_EQ(first.failed, 1U);
  EXPECT_EQ(stored(spec, 0)->exit_code, static_cast<int>(ExitCode::kDoesNotFit));
  EXPECT_THAT(stored(spec, 0)->message, HasSubstr("does not fit"));
  EXPECT_EQ(run(spec).computed, 0U);
  RunOptions again;
  again.retry_failed = true;
  EXPECT_EQ(run(spec, again).computed, 1U);
}

TEST_F(RunSweep, OneThatIsStoppedGoesOnWithWhatIsLeft) {
  RunOptions alone;
  alone.jobs = 1;
  const Standing stopped = run(text("stop { points: 1 }"), alone);
  EXPECT_GE(stopped.computed, 1U);
  const Standing rest = run(text());
  EXPECT_EQ(rest.left, 0U);
  EXPECT_EQ(rest.computed + rest.reused, 12U);
}

TEST_F(RunSweep, ConstraintsOnChipsSpareTheRun) {
  const Standing standing = run(text("constraint: \"peak_tflops < 40\""));
  EXPECT_EQ(standing.excluded, 6U);
  EXPECT_EQ(standing.computed, 6U);
}

TEST_F(RunSweep, TheBestMeetsTheConstraintsOnResults) {
  const Standing all = run(text());
  ASSERT_TRUE(all.best);
  const Standing some = run(text("constraint: \"model = 'gemm:512,512,512' AND latency_us > 0\""));
  ASSERT_TRUE(some.best);
  EXPECT_GT(some.best->value, all.best->value);
}

TEST_F(RunSweep, ASpaceWithoutPointsIsRefused) {
  EXPECT_THROW(run(text("constraint: \"core.count > 9\"")), InputError);
}

TEST_F(RunSweep, AlikePointsAreOne) {
  const Standing standing =
      run("base { chip: \"npu-4x128\" detail: \"analytic\" model: \"gemm:256,256,256\" }\n"
          "axis { field: \"core.count\" number: [1, 2] }\n"
          "sampler { random { points: 20 seed: 1 } }\n");
  EXPECT_EQ(standing.computed, 2U);
}

TEST_F(RunSweep, APlanCountsWhatIsStoredAndTimesTheRest) {
  Points points(read_spec_text(text(), "s.textproto"));
  const Plan before = plan_sweep(points, nullptr, 2);
  EXPECT_EQ(before.open, 12U);
  EXPECT_FALSE(before.tried.empty());
  EXPECT_GT(before.expected_s(), 0);
  run(text());
  Store store((folder_.path() / "s.sqlite").string(), Access::kRead);
  const Plan after = plan_sweep(points, &store, 2);
  EXPECT_EQ(after.open, 0U);
  EXPECT_EQ(after.stored, 12U);
}

}  // namespace
}  // namespace tessera::sweep
