#include "sim/app/simulate/trace_part.h"

#include <gmock/gmock.h>

#include <cmath>

#include "sim/app/simulate/run.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

RunOutput traced(proto::Request request, const TraceOptions& asked = {}) {
  request.set_no_elasticities(true);
  RunControl control;
  control.trace = asked;
  return run(request, control);
}

proto::Request on(const std::string& chip, const std::string& model) {
  proto::Request request;
  request.set_chip(chip);
  request.set_model(model);
  return request;
}

// A prompt in two chunks, so that there are two parts.
proto::Request two_chunks(const std::string& chip) {
  proto::Request request = on(chip, "llama-3.1-8b");
  request.set_phase("prefill");
  request.set_seq(256);
  request.set_chunk(128);
  return request;
}

struct Bar {
  std::string track, name;
  std::int64_t begin, end;
  bool operator==(const Bar&) const = default;
};

// Of all parts, times from the start of the first.
std::vector<Bar> bars(const RunOutput& output) {
  std::vector<Bar> all;
  std::int64_t start = 0;
  for (const Part& part : output.parts) {
    const SpanTrace& trace = part.execution.trace;
    for (const Span& span : trace.spans)
      all.push_back({trace.tracks[static_cast<std::size_t>(span.track)],
                     trace.names[static_cast<std::size_t>(span.name)], start + span.begin.count(),
                     start + span.end.count()});
    start += part.execution.elapsed.count();
  }
  return all;
}

class TracedRun : public SimulationTest {};
class TracedRunOn : public SimulationTest, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Chips, TracedRunOn, testing::Values("h100-sxm", "gpnpu", "tpu-v4"));

TEST_P(TracedRunOn, ItsSpansMoveTheBytesThatTheRunMoves) {
  const RunOutput output = traced(two_chunks(GetParam()));
  ASSERT_EQ(output.parts.size(), 2U);
  for (const Part& part : output.parts) {
    double read = 0, written = 0;
    for (const Span& span : part.execution.trace.spans) {
      read += span.read_bytes;
      written += span.written_bytes;
    }
    const Actions& actions = part.execution.actions;
    EXPECT_NEAR(read, actions.memory_read_bytes, 1e-9 * actions.memory_read_bytes);
    EXPECT_NEAR(written, actions.memory_written_bytes, 1e-9 * actions.memory_written_bytes);
  }
}

TEST_P(TracedRunOn, WhatLetASpanBeginEndedBeforeAndThePathLeadsToTheEnd) {
  const RunOutput output = traced(two_chunks(GetParam()));
  for (const Part& part : output.parts) {
    const SpanTrace& trace = part.execution.trace;
    for (const Span& span : trace.spans) {
      if (span.after < 0) continue;
      EXPECT_LE(trace.spans[static_cast<std::size_t>(span.after)].end, span.begin);
    }
    ASSERT_GE(trace.last, 0);
    const Picoseconds end = trace.spans[static_cast<std::size_t>(trace.last)].end;
    EXPECT_LE(end, part.execution.elapsed + Picoseconds(1));
    EXPECT_GT(ratio(end, part.execution.elapsed), 0.98);
    int first = trace.last;
    while (trace.spans[static_cast<std::size_t>(first)].after >= 0)
      first = trace.spans[static_cast<std::size_t>(first)].after;
    EXPECT_LT(ratio(trace.spans[static_cast<std::size_t>(first)].begin, part.execution.elapsed),
              0.02);
  }
}

TEST_P(TracedRunOn, AWindowHasTheSpansThatTouchItInAnyPart) {
  const RunOutput whole = traced(two_chunks(GetParam()));
  const Picoseconds first = whole.parts.front().execution.elapsed;
  TraceOptions window;
  window.from = Picoseconds(first.count() * 9 / 10);
  window.to = Picoseconds(first.count() * 11 / 10);
  // A limit on the clock rounds times; what ends at the edge is in or out.
  const auto is_at_edge = [&window](const Bar& bar) {
    return std::abs(bar.end - window.from.count()) < 3 ||
           std::abs(bar.begin - window.to.count()) < 3;
  };
  std::vector<Bar> wanted = bars(whole), found = bars(traced(two_chunks(GetParam()), window));
  std::erase_if(wanted, [&](const Bar& bar) {
    return bar.end <= window.from.count() || bar.begin >= window.to.count() || is_at_edge(bar);
  });
  std::erase_if(found, is_at_edge);
  EXPECT_GT(wanted.size(), 10U);
  EXPECT_EQ(found, wanted);
}

TEST_F(TracedRun, TheLimitIsOfAllPartsTogether) {
  TraceOptions asked;
  asked.limit = 3000;
  const RunOutput cut = traced(two_chunks("tpu-v4"), asked);
  const RunOutput whole = traced(two_chunks("tpu-v4"));
  const std::vector<Bar> kept = bars(cut), all = bars(whole);
  ASSERT_GT(all.size(), 3000U);
  EXPECT_EQ(kept, std::vector<Bar>(all.begin(), all.begin() + 3000));
  std::int64_t left_out = 0;
  for (const Part& part : cut.parts) left_out += part.execution.trace.left_out;
  EXPECT_EQ(left_out, static_cast<std::int64_t>(all.size()) - 3000);
}

TEST_F(TracedRun, ATraceChangesNothingOfTheResult) {
  proto::Request request = two_chunks("h100-sxm");
  request.set_no_elasticities(true);
  EXPECT_EQ(traced(request).result.SerializeAsString(), run(request).result.SerializeAsString());
}

TEST_F(TracedRun, HalvesThatOverlapHaveOneTrackForOperatorsAndOneForCollectives) {
  proto::Request request = on("h100-sxm", "llama-3.1-8b");
  request.set_phase("decode");
  request.set_batch(64);
  request.set_tensor_parallel(2);
  request.set_overlap("batches");
  const RunOutput output = traced(request);
  const SpanTrace& trace = output.parts.front().execution.trace;
  EXPECT_THAT(trace.tracks, testing::ElementsAre("operators", "collectives"));
  EXPECT_GT(trace.spans.size(), 10U);
  for (const Span& span : trace.spans) {
    if (span.after < 0) continue;
    EXPECT_LE(trace.spans[static_cast<std::size_t>(span.after)].end, span.begin);
  }
}

TEST_F(TracedRun, ClosedFormsHaveNoSpans) {
  proto::Request request = on("h100-sxm", "gemm:512,512,512");
  request.set_detail("analytic");
  EXPECT_TRUE(traced(request).parts.front().execution.trace.spans.empty());
}

}  // namespace
}  // namespace tessera
