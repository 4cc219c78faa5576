#include "sim/app/report/verdict.h"

#include <gtest/gtest.h>

#include "tests/sim/app/report/sample_result.h"

namespace tessera {
namespace {

TEST(Verdict, SaysWhatItWaitedForWhatMoreWouldBuyAndWhatStoodIdle) {
  EXPECT_EQ(verdict(sample_result()),
            "decode waits for HBM3 78 % of the time; 1.5x memory bandwidth gives 1.41x; the matrix "
            "units idle 61 %.");
}

TEST(Verdict, OfARunThatTimedNothingSaysSo) {
  proto::Result r = sample_result();
  for (auto& stall : *r.mutable_stall()) stall.set_ps(0);
  r.set_latency_ps(0);
  EXPECT_EQ(verdict(r), "nothing was timed: tiny holds no work.");
  r.add_not_modelled()->set_op_type("Tan");
  EXPECT_EQ(verdict(r), "nothing was timed: no operator of tiny that costs time is modelled.");
}

TEST(Verdict, OfAComputeBoundRunNamesTheIdleMemory) {
  proto::Result r = sample_result();
  r.set_phase("prefill");
  r.set_limiter("matrix");
  r.mutable_what_if()->set_resource("matrix rate");
  EXPECT_EQ(verdict(r),
            "prefill keeps the matrix units at useful work 22 % of the time; 1.5x matrix rate "
            "gives 1.41x; HBM3 idles 4 %.");
}

TEST(Verdict, MoreOfATimeIsLessOfIt) {
  proto::Result r = sample_result();
  r.mutable_what_if()->set_resource("launch costs");
  EXPECT_NE(verdict(r).find("1.5x lower launch costs gives 1.41x"), std::string::npos);
}

TEST(Verdict, SaysWhereTheLargestCauseIsNotAlone) {
  proto::Result r = sample_result();
  r.mutable_what_if()->set_speedup(1.01);
  EXPECT_NE(verdict(r).find("1.5x memory bandwidth gives 1.01x, other limits are as near;"),
            std::string::npos);
}

TEST(Verdict, OfAFullRunHasTwoSubjects) {
  proto::Result r = sample_result();
  r.set_phase("full");
  r.clear_what_if();
  EXPECT_EQ(verdict(r),
            "prefill and decode wait for HBM3 78 % of the time; the matrix units idle 61 %.");
  r.set_limiter("load imbalance");
  EXPECT_EQ(verdict(r),
            "prefill and decode wait for their slowest core 0 % of the time; the matrix units "
            "idle 61 %.");
}

TEST(Verdict, EveryCauseHasItsPhrase) {
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    proto::Result r = sample_result();
    r.set_limiter(std::string(name_of(static_cast<StallCause>(i))));
    r.mutable_stall(static_cast<int>(i))->set_ps(990'000'000);
    EXPECT_NE(verdict(r).find(" 99 % of the time"), std::string::npos) << verdict(r);
  }
}

TEST(Verdict, IsEmptyWhereNothingRan) { EXPECT_EQ(verdict(proto::Result()), ""); }

}  // namespace
}  // namespace tessera
