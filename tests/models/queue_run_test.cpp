#include "models/queue_run.h"

#include <gtest/gtest.h>

#include "models/simulate.h"
#include "tests/support/small_chip.h"

namespace tessera {
namespace {

constexpr Bytes kTile(8000);  // 1 us through a port of 8 GB/s

Instruction load(int buffer, TokenUses waits, TokenUses signals) {
  Transfer transfer;
  transfer.tensor = 0;
  transfer.buffer = buffer;
  transfer.row_bytes = kTile;
  return {transfer, std::move(waits), std::move(signals)};
}

Instruction store(TokenUses waits, TokenUses signals) {
  Instruction instruction = load(0, std::move(waits), std::move(signals));
  std::get<Transfer>(instruction.operation).kind = Transfer::Kind::kStore;
  return instruction;
}

// Vector work of `microseconds` on 16 lanes at 1 GHz.
Instruction work(double microseconds, TokenUses waits, TokenUses signals) {
  VectorOperation operation;
  operation.work.add_mul = 16000 * microseconds;
  return {operation, std::move(waits), std::move(signals)};
}

Kernel kernel_of(std::vector<Token> tokens, std::vector<Instruction> body,
                 std::vector<int> cores = {0}) {
  Kernel kernel;
  kernel.name = "k";
  kernel.op = 0;
  kernel.buffers = {{"tile", kTile, 2}};
  kernel.tokens = std::move(tokens);
  kernel.work = std::vector<Stream>{{std::move(cores), std::move(body)}};
  return kernel;
}

Program program_of(std::vector<Kernel> kernels) {
  Program program;
  program.name = "p";
  program.tensors = {{"x", Bytes(1'000'000)}};
  program.operators = {{"op", "elementwise"}};
  program.sections = {{"s", 1, std::move(kernels)}};
  return program;
}

Picoseconds microseconds(double us) { return from_nanoseconds(us * 1000); }

const std::vector<Token> kFullAndFree = {{"full", Token::Kind::kData, 0},
                                         {"free", Token::Kind::kSpace, 1}};

TEST(QueueRun, ALoadTakesItsBytesAndThenOneLatency) {
  const Program program = program_of({kernel_of({}, {load(0, {}, {})})});
  const Execution done = simulate(small_chip(), program);
  EXPECT_EQ(done.elapsed, microseconds(1.1));
  EXPECT_EQ(done.stalls[StallCause::kMemoryLatency], microseconds(0.1));
  EXPECT_EQ(done.stalls[StallCause::kNetwork], microseconds(1.0)) << "the port is slower";
}

TEST(QueueRun, LatenciesOfLoadsInFlightOverlap) {
  const Program program = program_of({kernel_of({}, {load(0, {}, {}), load(0, {}, {})})});
  EXPECT_EQ(simulate(small_chip(), program).elapsed, microseconds(2.1));
}

TEST(QueueRun, OneTransferInFlightWaitsOutEachLatency) {
  ChipSpec chip = small_chip();
  chip.core.dma.transfers_in_flight = 1;
  const Program program = program_of({kernel_of({}, {load(0, {}, {}), load(0, {}, {})})});
  EXPECT_EQ(simulate(chip, program).elapsed, microseconds(2.2));
}

Program loads_and_work(int slots, int tiles) {
  std::vector<Token> tokens = kFullAndFree;
  tokens[1].initial = slots;
  const Repeat repeat{tiles, {load(0, {{1, 1}}, {{0, 1}}), work(1.0, {{0, 1}}, {{1, 1}})}};
  return program_of({kernel_of(tokens, {{repeat, {}, {}}})});
}

TEST(QueueRun, OneBufferDoesOneThingAfterTheOther) {
  // Each tile: 1 us of bytes, 0.1 us of latency, 1 us of work.
  EXPECT_EQ(simulate(small_chip(), loads_and_work(1, 10)).elapsed, microseconds(21));
}

TEST(QueueRun, TwoBuffersHideTheLoads) {
  // The load of tile i+2 waits for the work on tile i; of each pair of tiles the first shows its
  // latency.
  const Execution done = simulate(small_chip(), loads_and_work(2, 10));
  EXPECT_EQ(done.elapsed, microseconds(1.1 + 10 + 4 * 0.1));
}

TEST(QueueRun, CoresShareTheMemory) {
  // Four ports of 8 GB/s ask a memory of 16 GB/s.
  const Program program = program_of({kernel_of({}, {load(0, {}, {})}, {0, 1, 2, 3})});
  const Execution done = simulate(small_chip(4), program);
  EXPECT_EQ(done.elapsed, microseconds(2.1));
  EXPECT_EQ(done.stalls[StallCause::kMemoryBandwidth], microseconds(2));
  EXPECT_DOUBLE_EQ(done.actions.memory_read_bytes, 4.0 * static_cast<double>(kTile.count()));
}

TEST(QueueRun, ABarrierWaitsForTheSlowestCoreOfTheKernelBefore) {
  Kernel first = kernel_of({}, {work(5.0, {}, {})}, {1});
  Kernel second = kernel_of({}, {{Barrier{}, {}, {}}, load(0, {}, {})}, {0});
  ChipSpec chip = small_chip(2);
  chip.control.queues->barrier = microseconds(0.5);
  const Execution done = simulate(chip, program_of({first, second}));
  EXPECT_EQ(done.elapsed, microseconds(5 + 0.5 + 1.1));
  EXPECT_EQ(done.stalls[StallCause::kSynchronisation], microseconds(0.5));
}

TEST(QueueRun, WhatComesBeforeTheBarrierRunsAhead) {
  Kernel first = kernel_of({}, {work(5.0, {}, {})});
  Kernel second = kernel_of({}, {load(0, {}, {}), {Barrier{}, {}, {}}, load(0, {}, {})});
  EXPECT_EQ(simulate(small_chip(), program_of({first, second})).elapsed, microseconds(6.1))
      << "only the second load is left after the first kernel";
}

TEST(QueueRun, EnginesAreBusyStarvedOrBlockedAllTheTime) {
  const Execution done = simulate(small_chip(), loads_and_work(1, 10));
  ASSERT_FALSE(done.occupancies.empty());
  for (const Occupancy& engine : done.occupancies) {
    EXPECT_EQ(engine.busy + engine.starved + engine.blocked, done.elapsed) << engine.engine;
  }
  const auto find = [&](const std::string& name) {
    for (const Occupancy& engine : done.occupancies) {
      if (engine.engine == name) return engine;
    }
    ADD_FAILURE() << name << " is not an engine";
    return Occupancy{};
  };
  EXPECT_EQ(find("chip.core_0.vector_unit").busy, microseconds(10));
  EXPECT_EQ(find("chip.core_0.vector_unit").starved, microseconds(11));
  EXPECT_EQ(find("chip.core_0.dma.load").blocked, microseconds(9 * 1.1))
      << "the load engine waits for the slot";
}

TEST(QueueRun, CausesSumToTheElapsedTime) {
  const Execution done = simulate(small_chip(), loads_and_work(2, 37));
  EXPECT_EQ(done.stalls.total(), done.elapsed);
  EXPECT_EQ(done.operators.at(0).stalls.total(), done.operators.at(0).time);
}

TEST(QueueRun, CoresAtDifferentLoadsAreChargedAsImbalance) {
  Kernel kernel = kernel_of({}, {work(4.0, {}, {})}, {0});
  std::get<std::vector<Stream>>(kernel.work).push_back({{1}, {work(2.0, {}, {})}});
  const Execution done = simulate(small_chip(2), program_of({kernel}));
  EXPECT_EQ(done.elapsed, microseconds(4));
  EXPECT_EQ(done.stalls[StallCause::kLoadImbalance], microseconds(1)) << "last less mean";
}

TEST(QueueRun, ADeadlockNamesTheQueueTheTokenAndTheLine) {
  Instruction waits = work(1.0, {{0, 1}}, {});
  waits.line = 12;
  const Program program = program_of({kernel_of(kFullAndFree, {waits})});
  try {
    simulate(small_chip(), program);
    FAIL() << "nobody gives the token";
  } catch (const Deadlock& deadlock) {
    const std::string what = deadlock.what();
    EXPECT_NE(what.find("core_0.vector in kernel k, line 12, waits for 1 of token full, 0 there"),
              std::string::npos)
        << what;
  }
}

TEST(QueueRun, AStoreIsPosted) {
  const Program program = program_of({kernel_of({}, {store({}, {})})});
  EXPECT_EQ(simulate(small_chip(), program).elapsed, microseconds(1));
}

TEST(QueueRun, AFoldedSectionEqualsTheUnfoldedOne) {
  Program program = loads_and_work(2, 5);
  program.sections[0].repeat = 50;
  SimulationOptions unfolded;
  unfolded.fold = false;
  const Execution fast = simulate(small_chip(), program);
  const Execution slow = simulate(small_chip(), program, unfolded);
  EXPECT_EQ(fast.elapsed, slow.elapsed);
  EXPECT_EQ(fast.stalls, slow.stalls);
  EXPECT_LT(fast.instructions, slow.instructions / 10);
}

SpanTrace trace_of(const Program& program, const TraceOptions& asked = {}) {
  SimulationOptions options;
  options.trace = asked;
  return simulate(small_chip(), program, options).trace;
}

TEST(QueueRun, ASpanNamesTheOneThatLetItBegin) {
  // One buffer: the load waits for the work before it, the work for its load.
  const SpanTrace trace = trace_of(loads_and_work(1, 10));
  ASSERT_EQ(trace.spans.size(), 20U);
  EXPECT_EQ(trace.last, 19);
  for (int i = 0; i < 20; ++i) {
    const Span& span = trace.spans[static_cast<std::size_t>(i)];
    EXPECT_EQ(span.after, i - 1);
    const bool is_load = i % 2 == 0;
    EXPECT_EQ(trace.tracks[static_cast<std::size_t>(span.track)],
              is_load ? "core_0.load" : "core_0.vector");
    EXPECT_EQ(span.read_bytes, is_load ? static_cast<double>(kTile.count()) : 0);
    const Picoseconds before =
        i == 0 ? Picoseconds(0) : trace.spans[static_cast<std::size_t>(i - 1)].end;
    EXPECT_EQ(span.begin - before, is_load ? Picoseconds(0) : microseconds(0.1));
  }
}

TEST(QueueRun, ATraceOfAFoldedSectionEndsWithTheTimeOfItsOtherRepeats) {
  Program program = loads_and_work(1, 5);
  program.sections[0].repeat = 50;
  const SpanTrace trace = trace_of(program);
  const Span& last = trace.spans.back();
  EXPECT_EQ(trace.spans.size(), 3U * 10 + 1);
  EXPECT_EQ(trace.tracks[static_cast<std::size_t>(last.track)], "repeats");
  EXPECT_EQ(trace.names[static_cast<std::size_t>(last.name)], "repeats of sections");
  EXPECT_EQ(last.after, 29);
  EXPECT_EQ(last.begin, trace.spans[29].end);
  const Execution done = simulate(small_chip(), program);
  EXPECT_EQ(last.end, done.elapsed);
  double read = 0;
  for (const Span& span : trace.spans) read += span.read_bytes;
  EXPECT_DOUBLE_EQ(read, done.actions.memory_read_bytes);
  TraceOptions all;
  all.every_repeat = true;
  const SpanTrace unfolded = trace_of(program, all);
  EXPECT_EQ(unfolded.spans.size(), 50U * 10);
  EXPECT_EQ(unfolded.spans.back().end, last.end);
}

}  // namespace
}  // namespace tessera
