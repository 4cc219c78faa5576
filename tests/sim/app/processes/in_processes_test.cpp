// Work in forked processes: each call once, failures passed on, stopped when asked.
#include "sim/app/processes/in_processes.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace tessera {
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

TEST(Processes, NeighboursGoToOneProcess) {
  std::vector<pid_t> process(1000);
  in_processes(
      process.size(), with_jobs(2), [](std::size_t) { return std::to_string(::getpid()); },
      [&](std::size_t i, const std::string& text) { process[i] = std::stoi(text); });
  std::size_t changes = 0;
  for (std::size_t i = 1; i < process.size(); ++i) changes += process[i] == process[i - 1] ? 0 : 1;
  EXPECT_LT(changes, process.size() / 5);
}

TEST(Processes, TheCallsBehindACrashAreMadeAllTheSame) {
  std::vector<int> times(1000);
  std::vector<std::size_t> lost;
  in_processes(
      times.size(), with_jobs(2),
      [](std::size_t i) {
        if (i == 3) std::raise(SIGKILL);
        return std::string();
      },
      [&](std::size_t i, const std::string&) { ++times[i]; },
      [&](std::size_t i, const std::string&) { lost.push_back(i); });
  EXPECT_EQ(lost, std::vector<std::size_t>{3});
  EXPECT_EQ(std::count(times.begin(), times.end(), 1), 999);
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
              ThrowsMessage<std::runtime_error>(HasSubstr("three\nis wrong")));
}

TEST(Processes, AProcessThatDiesIsNoticed) {
  const auto work = [](std::size_t i) -> std::string {
    if (i == 3) ::_exit(9);
    return "fine";
  };
  EXPECT_THAT([&] { in_processes(5, with_jobs(1), work, [](std::size_t, const std::string&) {}); },
              ThrowsMessage<std::runtime_error>(HasSubstr("exit status 9: 4 of 5")));
}

TEST(Processes, ACallWhoseProcessDiesTwiceIsLostAndTheOthersAreNot) {
  const auto work = [](std::size_t i) -> std::string {
    if (i == 3) ::raise(SIGSEGV);
    return "fine";
  };
  for (const int jobs : {1, 3}) {
    std::vector<std::size_t> received;
    std::vector<std::string> lost(20);
    EXPECT_TRUE(in_processes(
        20, with_jobs(jobs), work,
        [&](std::size_t i, const std::string&) { received.push_back(i); },
        [&](std::size_t i, const std::string& why) { lost[i] = why; }));
    EXPECT_EQ(received.size(), 19U);
    EXPECT_THAT(lost[3], HasSubstr("signal 11"));
  }
}

TEST(Processes, AProcessThatIsKilledOnceCostsNoCall) {
  const std::filesystem::path mark =
      std::filesystem::temp_directory_path() / ("tessera_killed_" + std::to_string(::getpid()));
  const auto work = [&](std::size_t i) -> std::string {
    if (i == 5 && !std::filesystem::exists(mark)) {
      std::ofstream(mark) << "once";
      ::raise(SIGKILL);
    }
    return std::to_string(i);
  };
  std::vector<int> times(12);
  EXPECT_TRUE(in_processes(
      12, with_jobs(2), work, [&](std::size_t i, const std::string&) { ++times[i]; },
      [](std::size_t, const std::string&) { FAIL(); }));
  EXPECT_THAT(times, Each(1));
  std::filesystem::remove(mark);
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
}  // namespace tessera
