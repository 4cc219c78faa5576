// Every lesson runs, what it takes for granted holds, and its mistakes are said at their place.
#include <gmock/gmock.h>

#include "sim/app/lessons/figures_of_runs.h"
#include "sim/app/lessons/report.h"
#include "sim/app/lessons/teach.h"

namespace tessera::lessons {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kSmall =
    "title: \"Two products\"\n"
    "text: \"The small one takes {small.latency_us|us}.\"\n"
    "run { name: \"small\" ask { chip: \"npu-4x128\" model: \"gemm:64,64,64\" } }\n"
    "run { name: \"large\" ask { chip: \"npu-4x128\" model: \"gemm:512,512,512\" } }\n"
    "question { asks: \"How many times as much arithmetic?\" unit: \"x\" answer: \"large.flops / "
    "small.flops\" }\n"
    "explanation: \"It waits for memory {small.waits_for_memory_bandwidth|%} of the time.\"\n";

Taught small(const std::string& more = "") {
  return teach(read_lesson_text(std::string(kSmall) + more, "l.textproto"));
}

std::string mistakes(const std::string& text) {
  try {
    teach(read_lesson_text(text, "l.textproto"));
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "no mistake";
}

TEST(Lessons, ThereAreTenInTheirOrder) {
  EXPECT_THAT(lesson_names(), SizeIs(10));
  EXPECT_EQ(read_lesson("roofline").title, read_lesson("01-roofline").title);
}

class EveryLesson : public testing::TestWithParam<std::string> {};

TEST_P(EveryLesson, RunsAndWhatItTakesForGrantedHolds) {
  const Lesson lesson = read_lesson(GetParam());
  EXPECT_THAT(lesson.claims, Not(IsEmpty()));
  const Taught taught = teach(lesson);
  EXPECT_THAT(taught.failed_claims, IsEmpty());
  EXPECT_GT(taught.answer, 0);
  EXPECT_THAT(taught.explanation, Not(IsEmpty()));
  for (const std::string& text : taught.explanation) {
    EXPECT_THAT(text, Not(HasSubstr("nan")));
    EXPECT_THAT(text, Not(HasSubstr(" 0 B")));
  }
}

INSTANTIATE_TEST_SUITE_P(Library, EveryLesson, testing::ValuesIn(lesson_names()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Teach, NumbersComeFromTheRuns) {
  const Taught taught = small();
  EXPECT_EQ(taught.answer, 512);
  EXPECT_THAT(taught.text[0], testing::MatchesRegex("The small one takes [0-9.]+ [a-z]+\\."));
  EXPECT_THAT(taught.runs[1].command, "tessera run npu-4x128 gemm:512,512,512");
}

TEST(Teach, APredictionIsNearOrTheGapIsSaid) {
  Taught taught = small();
  compare(taught, 500);
  EXPECT_TRUE(taught.near);
  compare(taught, 8);
  EXPECT_FALSE(taught.near);
  EXPECT_EQ(taught.gap, "the runs say 64 times as much");
  compare(taught, 1024);
  EXPECT_EQ(taught.gap, "the runs say 0.5 of it");
  EXPECT_THAT(answer_text(taught), HasSubstr("You said 1024.00x: the runs say 0.5 of it"));
}

TEST(Teach, AClaimThatDoesNotHoldIsSaid) {
  const Taught taught = small("claim: \"large.latency_us < small.latency_us\"\n");
  EXPECT_THAT(taught.failed_claims, ElementsAre("large.latency_us < small.latency_us"));
  EXPECT_THAT(answer_text(taught),
              HasSubstr("takes for granted that large.latency_us < small.latency_us"));
}

TEST(Teach, MistakesOfATextAreSaidWhereTheyStand) {
  EXPECT_THAT(mistakes(std::string(kSmall) + "explanation: \"{tiny.latency_us}\"\n"),
              HasSubstr("l.textproto:6:1: \"tiny.latency_us\""));
  EXPECT_THAT(
      mistakes("title: \"x\"\nrun { name: \"a\" ask { chip: \"nope\" model: \"gemm:1,1,1\" } }\n"
               "question { asks: \"?\" answer: \"1\" }\n"),
      HasSubstr("l.textproto:2:23: run[0].ask.chip: no chip is called nope"));
}

TEST(Formatted, HasAWayForEachKindOfNumber) {
  EXPECT_EQ(formatted(1.414, "x"), "1.41x");
  EXPECT_EQ(formatted(0.784, "%"), "78 %");
  EXPECT_EQ(formatted(1500, "us"), "1.500 ms");
  EXPECT_EQ(formatted(12345, "tokens/s"), "12 345 tokens/s");
  EXPECT_EQ(formatted(3.14159, ""), "3.14");
}

}  // namespace
}  // namespace tessera::lessons
