#include "sim/app/memory/trace.h"

#include <gmock/gmock.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr TraceForm kForm{.clock_ps = 500, .bytes = 32};

std::vector<Mistake> mistakes_in(const std::string& text) {
  try {
    read_trace(text, "some.trace", kForm);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.mistakes();
  }
  return {};
}

TEST(ReadTrace, ALineIsATimeADirectionAnAddressAndASize) {
  EXPECT_THAT(read_trace("0 R 0x1000 64\n12 W 4096\n", "t", kForm),
              ElementsAre(TraceRequest{0, 4096, 64, false}, TraceRequest{12, 4096, 32, true}));
}

TEST(ReadTrace, CommentsBlankLinesAndTheOtherLineEndAreNoRequests) {
  EXPECT_THAT(read_trace("# all of it\n\n  5\tr 0 # the first\r\n", "t", kForm),
              ElementsAre(TraceRequest{5, 0, 32, false}));
}

TEST(ReadTrace, NanosecondsAreTheClockThatTheyFallIn) {
  const auto requests = read_trace("1ns R 0\n1.4ns R 0\n1.5ns R 0\n", "t", kForm);
  EXPECT_EQ(requests[0].at, 2);
  EXPECT_EQ(requests[1].at, 2);
  EXPECT_EQ(requests[2].at, 3);
}

TEST(ReadTrace, EveryMistakeIsReportedAtItsPlaceWithWhatIsAllowed) {
  const auto mistakes =
      mistakes_in("0 R 0\nsoon R 0\n7 X 0\n7 R here\n7 R 0 none\n3 R 0\n7 R 0 64 more\n7 R\n");
  ASSERT_EQ(mistakes.size(), 7u);
  const auto place = [&](std::size_t i) { return to_string(mistakes[i].location); };
  EXPECT_EQ(place(0), "some.trace:2:1");
  EXPECT_THAT(mistakes[0].message, HasSubstr("'soon', must be clocks"));
  EXPECT_EQ(place(1), "some.trace:3:3");
  EXPECT_THAT(mistakes[1].message, HasSubstr("'X', must be R or W"));
  EXPECT_EQ(place(2), "some.trace:4:5");
  EXPECT_EQ(place(3), "some.trace:5:7");
  EXPECT_EQ(place(4), "some.trace:6:1");
  EXPECT_THAT(mistakes[4].message, HasSubstr("must not be before"));
  EXPECT_EQ(place(5), "some.trace:7:10");
  EXPECT_EQ(place(6), "some.trace:8:4");
  EXPECT_THAT(mistakes[6].message, HasSubstr("ends after 2 words"));
}

TEST(ReadTrace, NumbersThatNoMemoryHasAreRefused) {
  for (const char* line :
       {"-1 R 0", "1e3 R 0", "nanns R 0", "infns R 0", "0 R -4", "0 R 0x",
        "0 R 99999999999999999999", "0 R 0 0", "0 R 0 -8", "0 R 0 1e9", "0 R 0xffffffffffffffff"})
    EXPECT_EQ(mistakes_in(line).size(), 1u) << line;
}

TEST(ReadTrace, WhatWouldTakeForeverIsRefused) {
  const auto late = mistakes_in("5 R 0\n10000000006 R 0\n");
  ASSERT_EQ(late.size(), 1u);
  EXPECT_THAT(late[0].message, HasSubstr("at most 10000000000 clocks after the first"));
  EXPECT_EQ(mistakes_in("90000000000 R 0\n90000000001 R 0\n").size(), 0u);
  std::string text;
  for (int i = 0; i < 70; ++i) text += "0 R 0 67108864\n";
  EXPECT_EQ(mistakes_in(text).size(), 1u);
}

TEST(ReadTrace, AFileOfAnotherKindDoesNotFloodTheScreen) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "what\n";
  const auto mistakes = mistakes_in(text);
  EXPECT_LE(mistakes.size(), 21u);
  EXPECT_THAT(mistakes.back().message, HasSubstr("and 980 further mistakes"));
}

TEST(ReadTrace, ATraceWithoutRequestsIsAMistake) {
  for (const char* text : {"", "\n", "# nothing\n"}) EXPECT_EQ(mistakes_in(text).size(), 1u);
}

}  // namespace
}  // namespace tessera
