#include "models/span_recorder.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

Span from_to(std::int64_t begin, std::int64_t end, int after = -1) {
  Span span;
  span.begin = Picoseconds(begin);
  span.end = Picoseconds(end);
  span.after = after;
  return span;
}

TEST(SpanRecorder, TimesCountFromTheStartOfThePiece) {
  SpanRecorder recorder({});
  recorder.begin_piece(Picoseconds(100));
  EXPECT_EQ(recorder.note("load", "gemm", from_to(1, 3)), 0);
  EXPECT_EQ(recorder.note("matrix", "gemm", from_to(3, 4, 0)), 1);
  const SpanTrace trace = recorder.take();
  EXPECT_EQ(trace.spans[1].begin, Picoseconds(103));
  EXPECT_EQ(trace.spans[1].after, 0);
  EXPECT_EQ(trace.tracks, (std::vector<std::string>{"load", "matrix"}));
  EXPECT_EQ(trace.names, std::vector<std::string>{"gemm"});
}

TEST(SpanRecorder, KeepsWhatTouchesItsWindow) {
  TraceOptions options;
  options.from = Picoseconds(10);
  options.to = Picoseconds(20);
  SpanRecorder recorder(options);
  EXPECT_EQ(recorder.note("t", "n", from_to(5, 10)), -1);
  EXPECT_EQ(recorder.note("t", "n", from_to(5, 11)), 0);
  EXPECT_EQ(recorder.note("t", "n", from_to(19, 30)), 1);
  EXPECT_EQ(recorder.note("t", "n", from_to(20, 30)), -1);
  EXPECT_EQ(recorder.take().left_out, 0);
}

TEST(SpanRecorder, CountsWhatItsLimitLeavesOut) {
  TraceOptions options;
  options.limit = 2;
  SpanRecorder recorder(options);
  for (const int i : {1, 2, 3, 4}) recorder.note("t", "n", from_to(i, i + 1));
  const SpanTrace trace = recorder.take();
  EXPECT_EQ(trace.spans.size(), 2U);
  EXPECT_EQ(trace.left_out, 2);
  EXPECT_EQ(trace.complete_to, Picoseconds(3));
}

TEST(SpanRecorder, WhatTakesNoTimeIsNoBarAndHandsOnWhatItWaitedFor) {
  SpanRecorder recorder({});
  const int load = recorder.note("t", "n", from_to(0, 5));
  EXPECT_EQ(recorder.note("t", "barrier", from_to(5, 5, load)), load);
  EXPECT_EQ(recorder.take().spans.size(), 1U);
}

}  // namespace
}  // namespace tessera
