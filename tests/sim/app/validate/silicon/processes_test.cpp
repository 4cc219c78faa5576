// Work in forked processes: each call once, failures passed on, stopped when asked.
#include "sim/app/validate/silicon/processes.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <vector>

namespace tessera::validation {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::ThrowsMessage;

Control with_jobs(int jobs) {
  Control control;
  control.jobs = jobs;
  return control;
}

TEST(Processes, EveryCallIsMadeOnceAndItsLineReceived) {
  for (const int jobs : {1, 2, 7}) {
    std::vector<std::string> lines(100);
    std::vector<int> times(100);
    EXPECT_TRUE(in_processes(
        100, with_jobs(jobs), [](std::size_t i) { return "square " + std::to_string(i * i); },
        [&](std::size_t i, const std::string& line) {
          lines[i] = line;
          ++times[i];
        }));
    EXPECT_THAT(times, Each(1));
    EXPECT_EQ(lines[99], "square 9801");
  }
}

TEST(Processes, NothingToDoIsDoneAtOnce) {
  EXPECT_TRUE(in_processes(
      0, with_jobs(2), [](std::size_t) { return std::string(); },
      [](std::size_t, const std::string&) { FAIL(); }));
}

TEST(Processes, ProgressEndsWithAll) {
  Control control = with_jobs(2);
  std::size_t last = 0;
  control.progress = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(all, 20U);
    last = done;
  };
  in_processes(
      20, control, [](std::size_t) { return std::string("x"); },
      [](std::size_t, const std::string&) {});
  EXPECT_EQ(last, 20U);
}

TEST(Processes, WhatACallThrowsIsThrownHere) {
  const auto work = [](std::size_t i) -> std::string {
    if (i == 3) throw std::logic_error("three\nis wrong");
    return "fine";
  };
  EXPECT_THAT([&] { in_processes(5, with_jobs(2), work, [](std::size_t, const std::string&) {}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("three is wrong")));
}

TEST(Processes, AProcessThatDiesIsNoticed) {
  const auto work = [](std::size_t i) -> std::string {
    if (i == 3) ::_exit(9);
    return "fine";
  };
  EXPECT_THAT([&] { in_processes(5, with_jobs(1), work, [](std::size_t, const std::string&) {}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("3 of 5")));
}

TEST(Processes, AnInterruptionKeepsWhatWasReceived) {
  Control control = with_jobs(1);
  std::size_t received = 0;
  control.interrupted = [&] { return received >= 3; };
  EXPECT_FALSE(in_processes(
      1'000'000, control, [](std::size_t) { return std::string("x"); },
      [&](std::size_t, const std::string&) { ++received; }));
  EXPECT_GE(received, 3U);
  EXPECT_LT(received, 1'000'000U);
}

}  // namespace
}  // namespace tessera::validation
