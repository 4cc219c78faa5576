#include "sim/app/report/threshold.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"
#include "tests/sim/app/report/sample_result.h"

namespace tessera {
namespace {

proto::Result slower_by(double share) {
  proto::Result r = sample_result();
  r.set_latency_ps(static_cast<std::int64_t>(static_cast<double>(r.latency_ps()) * (1 + share)));
  return r;
}

TEST(Threshold, FailsAboveTheLimitAndNotAtIt) {
  const Threshold limit = parse_threshold("latency>+3%");
  EXPECT_FALSE(fails(limit, sample_result(), slower_by(0.029)));
  EXPECT_TRUE(fails(limit, sample_result(), slower_by(0.031)));
}

TEST(Threshold, CanForbidAFall) {
  const Threshold limit = parse_threshold("tokens_per_s<-5%");
  EXPECT_FALSE(fails(limit, sample_result(), slower_by(0.05)));
  EXPECT_TRUE(fails(limit, sample_result(), slower_by(0.06)));
}

TEST(Threshold, RefusesWhatItCannotRead) {
  for (const char* text : {"latency", "latency>3", "latencyy>3%", ">3%", "latency>%"})
    EXPECT_THROW(parse_threshold(text), InputError) << text;
}

}  // namespace
}  // namespace tessera
