#include "sim/app/explore/run_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace tessera::explore {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// "crash", "hang", "wait": until it is cancelled; "write"; else it is answered as it came.
Answer echo(const std::string& task, const std::function<bool()>& cancelled) {
  if (task == "crash") std::raise(SIGSEGV);
  while (task == "hang") std::this_thread::sleep_for(1s);
  while (task == "wait" && !cancelled()) std::this_thread::sleep_for(1ms);
  if (task == "write") std::ofstream(testing::TempDir() + "/explorer-wrote") << "x" << std::flush;
  Answer answer;
  answer.body = task;
  return answer;
}

class Pool : public testing::Test {
 protected:
  RunPool::Ticket ask(const std::string& task, const std::string& asker = "") {
    return pool_.ask(asker, task, [this](const Answer& answer) {
      answers_.push_back(std::to_string(answer.status) + " " + answer.body);
    });
  }
  void run_until(std::size_t answers) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (answers_.size() < answers && std::chrono::steady_clock::now() < end) loop_.run_for(10ms);
  }

  boost::asio::io_context loop_{1};
  RunPool pool_{
      loop_, [] { return TaskWork(echo); }, {.workers = 1, .most_waiting = 3, .time_limit = 500ms}};
  std::vector<std::string> answers_;
};

TEST_F(Pool, ACrashLosesOneRequest) {
  ask("one");
  ask("crash");
  ask("two");
  run_until(3);
  ASSERT_EQ(answers_.size(), 3U);
  EXPECT_EQ(answers_[0], "200 one");
  EXPECT_THAT(answers_[1], HasSubstr("ended by signal 11"));
  EXPECT_EQ(answers_[2], "200 two");
}

TEST_F(Pool, WhatHangsIsEndedAtTheTimeLimit) {
  ask("hang");
  ask("one");
  run_until(2);
  ASSERT_EQ(answers_.size(), 2U);
  EXPECT_THAT(answers_[0], HasSubstr("504"));
  EXPECT_EQ(answers_[1], "200 one");
}

TEST_F(Pool, TheNewestOfOneAskerWins) {
  ask("first", "page");
  ask("second", "page");
  ask("other", "another page");
  ask("third", "page");
  run_until(4);
  ASSERT_EQ(answers_.size(), 4U);
  EXPECT_THAT(answers_[0], HasSubstr("superseded"));  // the second: the first runs already
  EXPECT_THAT(answers_, testing::IsSupersetOf({"200 first", "200 other", "200 third"}));
}

TEST_F(Pool, ARunIsCancelledAndItsProcessStays) {
  const RunPool::Ticket running = ask("wait");
  const RunPool::Ticket waiting = ask("one");
  pool_.cancel(waiting);
  pool_.cancel(running);
  ask("two");
  run_until(3);
  ASSERT_EQ(answers_.size(), 3U);
  EXPECT_THAT(answers_[0], HasSubstr("cancelled"));
  EXPECT_THAT(answers_[1], HasSubstr("cancelled"));
  EXPECT_EQ(answers_[2], "200 two");
}

TEST_F(Pool, MoreThanMayWaitIsRefused) {
  for (int i = 0; i < 6; ++i) ask("task");
  run_until(6);
  ASSERT_EQ(answers_.size(), 6U);
  EXPECT_THAT(answers_[0], HasSubstr("3 runs wait already"));
}

TEST_F(Pool, AWorkerThatComputesCannotWriteAFile) {
  const std::string path = testing::TempDir() + "/explorer-wrote";
  std::remove(path.c_str());
  ask("write");
  run_until(1);
  std::ifstream file(path);
  EXPECT_EQ(file.get(), std::ifstream::traits_type::eof());
}

}  // namespace
}  // namespace tessera::explore
