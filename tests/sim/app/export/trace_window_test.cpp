#include "sim/app/export/trace_window.h"

#include <gmock/gmock.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

TraceOptions window(const std::string& text) {
  TraceOptions options;
  read_window(text, options);
  return options;
}

TEST(TraceWindow, EndsHaveUnits) {
  EXPECT_EQ(window("1.5us..2ms").from, Picoseconds(1'500'000));
  EXPECT_EQ(window("1.5us..2ms").to, Picoseconds(2'000'000'000));
  EXPECT_EQ(window("10ns..1s").to, Picoseconds(1'000'000'000'000));
}

TEST(TraceWindow, AnEndThatIsLeftAwayIsOpen) {
  EXPECT_EQ(window("..2ms").from, Picoseconds(0));
  EXPECT_EQ(window("3us..").to, TraceOptions::kEndOfTime);
}

TEST(TraceWindow, WhatIsNoWindowIsRefused) {
  for (const char* text : {"", "1us", "1..2", "2us..1us", "1us..1us", "-1us..2us", "1us..2years",
                           "1us..1e30s", "nanus..2us", "1us...2us"})
    EXPECT_THROW(window(text), InputError) << text;
}

TEST(TraceWindow, ATimeInANoticeCanBeTypedAsAWindow) {
  EXPECT_EQ(text_of_time(Picoseconds(1'234'567'890)), "1234.567us");
  EXPECT_EQ(window(text_of_time(Picoseconds(5'162'999)) + "..").from, Picoseconds(5'162'000));
}

}  // namespace
}  // namespace tessera
