#include "models/grid_run.h"

#include <gtest/gtest.h>

#include "models/simulate.h"
#include "tests/support/small_chip.h"

namespace tessera {
namespace {

Picoseconds microseconds(double us) { return from_nanoseconds(us * 1000); }

Instruction load(std::int64_t bytes) {
  Transfer transfer;
  transfer.tensor = 0;
  transfer.buffer = 0;
  transfer.row_bytes = Bytes(bytes);
  return {transfer, {}, {}};
}

Instruction work(double us) {
  VectorOperation operation;
  operation.work.add_mul = 16000 * us;
  return {operation, {}, {}};
}

Program grid_of(std::vector<BlockGroup> groups, int resident) {
  Program program;
  program.name = "p";
  program.tensors = {{"x", Bytes(1'000'000)}};
  program.operators = {{"op", "elementwise"}};
  Kernel kernel;
  kernel.name = "k";
  kernel.op = 0;
  kernel.buffers = {{"tile", Bytes(8000), 2}};
  kernel.work = Grid{std::move(groups), resident};
  program.sections = {{"s", 1, {kernel}}};
  return program;
}

TEST(GridRun, ABlockTakesItsLatencyAndThenItsTightestResource) {
  // 1 us of port, 3 us of lanes.
  const Execution done = simulate(small_block_chip(), grid_of({{1, {load(8000), work(3)}}}, 1));
  EXPECT_EQ(done.elapsed, microseconds(3.1));
  EXPECT_EQ(done.stalls[StallCause::kVector], microseconds(3));
  EXPECT_EQ(done.stalls[StallCause::kMemoryLatency], microseconds(0.1));
}

TEST(GridRun, BlocksOnOneCoreFollowEachOther) {
  const Execution done = simulate(small_block_chip(), grid_of({{5, {load(8000), work(3)}}}, 1));
  EXPECT_EQ(done.elapsed, microseconds(5 * 3.1));
}

TEST(GridRun, ResidentBlocksHideEachOthersLatency) {
  const Execution done = simulate(small_block_chip(), grid_of({{4, {load(8000), work(3)}}}, 2));
  // Two pairs; within a pair the lanes are shared, so 6 us, and one latency.
  EXPECT_EQ(done.elapsed, microseconds(2 * 6.1));
}

TEST(GridRun, BlocksOfAllCoresShareTheMemory) {
  // Four ports of 8 GB/s on a memory of 16 GB/s.
  const Execution done = simulate(small_block_chip(4), grid_of({{4, {load(8000)}}}, 1));
  EXPECT_EQ(done.elapsed, microseconds(2.1));
  EXPECT_EQ(done.stalls[StallCause::kMemoryBandwidth], microseconds(2));
}

TEST(GridRun, ALastWaveThatIsNotFullIsLoadImbalance) {
  const Execution done = simulate(small_block_chip(4), grid_of({{5, {work(4)}}}, 1));
  EXPECT_EQ(done.elapsed, microseconds(8));
  EXPECT_EQ(done.stalls[StallCause::kLoadImbalance], microseconds(3)) << "8 less the mean of 5";
}

TEST(GridRun, LongBlocksFirstLeaveNoTail) {
  const std::vector<BlockGroup> ascending = {{2, {work(2)}}, {1, {work(4)}}};
  const std::vector<BlockGroup> descending = {{1, {work(4)}}, {2, {work(2)}}};
  const ChipSpec chip = small_block_chip(2);
  EXPECT_EQ(simulate(chip, grid_of(ascending, 1)).elapsed, microseconds(6));
  EXPECT_EQ(simulate(chip, grid_of(descending, 1)).elapsed, microseconds(4));
}

TEST(GridRun, RoundsIssueAllGroupsAgain) {
  Program program = grid_of({{1, {work(1)}}, {1, {work(4)}}}, 1);
  std::get<Grid>(program.sections[0].kernels[0].work).rounds = 3;
  // 1 4 1 4 1 4 on two cores: 1 + 1 + 1 + 4 beside 4 + 4, where the shorter one takes the next.
  EXPECT_EQ(simulate(small_block_chip(2), program).elapsed, microseconds(9));
  EXPECT_EQ(simulate(small_block_chip(1), program).elapsed, microseconds(15));
}

TEST(GridRun, LaunchAndDispatchComeFirst) {
  ChipSpec chip = small_block_chip(2);
  chip.control.blocks->launch = microseconds(2);
  chip.control.blocks->dispatch = microseconds(0.25);
  const Execution done = simulate(chip, grid_of({{2, {work(4)}}}, 1));
  EXPECT_EQ(done.elapsed, microseconds(2 + 2 * 0.25 + 4));
  EXPECT_EQ(done.stalls[StallCause::kLaunch], microseconds(2.5));
}

TEST(GridRun, CausesSumToTheElapsedTimeAndEnginesToo) {
  const Execution done =
      simulate(small_block_chip(3), grid_of({{7, {load(5000), work(1.7)}}, {4, {load(800)}}}, 2));
  EXPECT_EQ(done.stalls.total(), done.elapsed);
  for (const Occupancy& engine : done.occupancies) {
    EXPECT_EQ(engine.busy + engine.starved + engine.blocked, done.elapsed) << engine.engine;
  }
}

TEST(GridRun, EqualKernelsRunOnce) {
  Program program = grid_of({{7, {load(5000), work(1.7)}}}, 2);
  program.sections[0].repeat = 10;
  SimulationOptions every_time;
  every_time.remember = false;
  every_time.fold = false;
  const Execution fast = simulate(small_block_chip(3), program);
  const Execution slow = simulate(small_block_chip(3), program, every_time);
  EXPECT_EQ(fast.elapsed, slow.elapsed);
  EXPECT_EQ(fast.stalls, slow.stalls);
}

TEST(GridRun, ABlockIsASpanAndTheOtherRepeatsAreOneBar) {
  Program program = grid_of({{7, {load(5000), work(1.7)}}}, 2);
  program.sections[0].repeat = 10;
  SimulationOptions traced;
  traced.trace = TraceOptions{};
  const Execution done = simulate(small_block_chip(3), program, traced);
  const SpanTrace& trace = done.trace;
  ASSERT_EQ(trace.spans.size(), 3U * 7 + 1);
  const Span& rest = trace.spans.back();
  EXPECT_EQ(trace.names[static_cast<std::size_t>(rest.name)],
            "7 more of " + program.sections[0].kernels[0].name);
  EXPECT_EQ(rest.begin, trace.spans[3 * 7 - 1].end);
  EXPECT_EQ(rest.end, done.elapsed);
  double read = 0;
  for (const Span& span : trace.spans) read += span.read_bytes;
  EXPECT_DOUBLE_EQ(read, done.actions.memory_read_bytes);
}

}  // namespace
}  // namespace tessera
