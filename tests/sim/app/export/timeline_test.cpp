#include "sim/app/export/timeline.h"

#include <gmock/gmock.h>

#include "tests/sim/app/export/traced_parts.h"

namespace tessera {
namespace {

using testing::HasSubstr;

TEST(TraceNotice, SaysNothingWhereNothingIsMissing) {
  EXPECT_EQ(trace_notice(two_parts().parts), "");
}

TEST(TraceNotice, SaysWhatWasCutAndHowToGetTheRest) {
  RunOutput output = two_parts();
  output.parts[1].execution.trace.left_out = 7;
  const std::string notice = trace_notice(output.parts);
  EXPECT_THAT(notice, HasSubstr("the first 4 spans, up to 8.000us; 7 more are left out"));
  EXPECT_THAT(notice, HasSubstr("--trace-window 8.000us.."));
  EXPECT_THAT(notice, HasSubstr("--trace-limit"));
}

TEST(TraceNotice, SaysThatATraceIsEmpty) {
  RunOutput output = two_parts();
  for (Part& part : output.parts) part.execution.trace = {};
  EXPECT_THAT(trace_notice(output.parts), HasSubstr("the trace is empty"));
}

}  // namespace
}  // namespace tessera
