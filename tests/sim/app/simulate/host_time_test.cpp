#include "sim/app/simulate/host_time.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr HostTimes kHost{.profiled_ns = 1000,
                          .call_ns = 8000,
                          .synchronise_ns = 20000,
                          .compiled_ns = 15000,
                          .return_ns = 10000};

Picoseconds elapsed(Timing timing, Picoseconds device, const HostTimes& host = kHost) {
  Execution execution;
  execution.elapsed = device;
  execution.stalls[StallCause::kMatrix] = device;
  execution.operators.push_back({device, execution.stalls, {}, {}});
  add_host_time(host, timing, execution);
  EXPECT_EQ(execution.stalls.total(), execution.elapsed);
  EXPECT_EQ(execution.operators[0].time, execution.elapsed);
  return execution.elapsed;
}

TEST(HostTime, AReplayedGraphIsTheDevicesTime) {
  EXPECT_EQ(elapsed(Timing::kGraph, Picoseconds(5'000'000)), Picoseconds(5'000'000));
}

TEST(HostTime, AProfilerAndACallThatIsWaitedForComeOnTop) {
  EXPECT_EQ(elapsed(Timing::kProfiler, Picoseconds(5'000'000)), Picoseconds(6'000'000));
  EXPECT_EQ(elapsed(Timing::kHost, Picoseconds(5'000'000)), Picoseconds(25'000'000));
}

TEST(HostTime, ACompiledFunctionHidesWhatTheDeviceDoesBeforeItReturns) {
  EXPECT_EQ(elapsed(Timing::kCompiled, Picoseconds(5'000'000)), Picoseconds(45'000'000));
  EXPECT_EQ(elapsed(Timing::kCompiled, Picoseconds(10'000'000)), Picoseconds(45'000'000));
  EXPECT_EQ(elapsed(Timing::kCompiled, Picoseconds(12'000'000)), Picoseconds(47'000'000));
}

TEST(HostTime, ALoopOfCallsLastsAsLongAsTheSlowerOfHostAndDevice) {
  EXPECT_EQ(elapsed(Timing::kLoop, Picoseconds(5'000'000)), Picoseconds(8'000'000));
  EXPECT_EQ(elapsed(Timing::kLoop, Picoseconds(9'000'000)), Picoseconds(9'000'000));
}

TEST(HostTime, ARuntimeThatDoesNotQueueAheadLeavesTheDeviceIdleBetweenCalls) {
  const HostTimes host{.call_ns = 8000, .loop_ns = 2000};
  EXPECT_EQ(elapsed(Timing::kLoop, Picoseconds(5'000'000), host), Picoseconds(8'000'000));
  EXPECT_EQ(elapsed(Timing::kLoop, Picoseconds(9'000'000), host), Picoseconds(11'000'000));
}

}  // namespace
}  // namespace tessera
