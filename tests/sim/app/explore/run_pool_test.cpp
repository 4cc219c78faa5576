#include "sim/app/explore/run_pool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace tessera::explore {
namespace {

using std::chrono::milliseconds;

// The same in this process and in the workers that it forks.
const std::string kPlaceForAFile =
    testing::TempDir() + "written_by_a_worker_" + std::to_string(::getpid());

// "crash", "hang", "wait" until it is cancelled; else the task itself, and the process it ran in.
TaskWork tasks() {
  return [](const std::string& task, const std::function<bool()>& cancelled) {
    if (task == "crash") ::raise(SIGSEGV);
    if (task == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    if (task == "file") std::ofstream(kPlaceForAFile) << "x" << std::flush;
    while (task == "wait" && !cancelled()) std::this_thread::sleep_for(milliseconds(1));
    Answer answer;
    answer.body = task == "process" ? std::to_string(::getpid()) : task;
    return answer;
  };
}

class Pool : public testing::Test {
 protected:
  void make(PoolLimits limits) { pool_.emplace(loop_, tasks, limits); }
  RunPool::Ticket ask(const std::string& task, Answer& answer, const std::string& asker = "") {
    answer.status = 0;
    return pool_->ask(asker, task, [&answer](Answer got) { answer = std::move(got); });
  }
  void run_until(const Answer& answer) {
    const auto begin = std::chrono::steady_clock::now();
    while (answer.status == 0 &&
           std::chrono::steady_clock::now() - begin < std::chrono::seconds(20))
      loop_.run_one_for(milliseconds(50));
  }

  boost::asio::io_context loop_;
  std::optional<RunPool> pool_;
  Answer first_, second_, third_;
};

TEST_F(Pool, AWorkerStaysWarm) {
  make({.workers = 2});
  ask("process", first_);
  run_until(first_);
  ask("process", second_);
  run_until(second_);
  EXPECT_EQ(first_.status, 200);
  EXPECT_EQ(first_.body, second_.body);
  EXPECT_NE(first_.body, std::to_string(::getpid()));
}

TEST_F(Pool, ACrashLosesOneTask) {
  make({.workers = 1});
  ask("crash", first_);
  ask("after", second_);
  run_until(second_);
  EXPECT_EQ(first_.status, 500);
  EXPECT_NE(first_.body.find("signal 11"), std::string::npos) << first_.body;
  EXPECT_EQ(second_.body, "after");
}

TEST_F(Pool, ATaskThatHangsIsEndedAtItsLimit) {
  make({.workers = 1, .time_limit = milliseconds(200)});
  ask("hang", first_);
  ask("after", second_);
  run_until(second_);
  EXPECT_EQ(first_.status, 504);
  EXPECT_EQ(second_.body, "after");
}

TEST_F(Pool, ATaskIsCancelledWhileItRuns) {
  make({.workers = 1});
  const RunPool::Ticket ticket = ask("wait", first_);
  ask("after", second_);
  loop_.run_for(milliseconds(50));
  EXPECT_EQ(first_.status, 0);
  pool_->cancel(ticket);
  run_until(second_);
  EXPECT_EQ(first_.status, 409);
  EXPECT_EQ(second_.body, "after");
}

TEST_F(Pool, OneThatDoesNotListenIsKilledWhenItIsCancelled) {
  make({.workers = 1});
  const RunPool::Ticket ticket = ask("hang", first_);
  loop_.run_for(milliseconds(50));
  pool_->cancel(ticket);
  run_until(first_);
  EXPECT_EQ(first_.status, 409);
}

TEST_F(Pool, TheNewestOfAnAskerReplacesThoseThatWait) {
  make({.workers = 1});
  const RunPool::Ticket ticket = ask("wait", first_, "page");
  ask("old", second_, "page");
  ask("new", third_, "page");
  EXPECT_EQ(second_.status, 409);
  EXPECT_NE(second_.body.find("superseded"), std::string::npos);
  pool_->cancel(ticket);
  run_until(third_);
  EXPECT_EQ(third_.body, "new");
}

TEST_F(Pool, NoMoreWaitThanMay) {
  make({.workers = 1, .most_waiting = 1});
  ask("wait", first_);
  ask("second", second_);
  ask("third", third_);
  EXPECT_EQ(third_.status, 503);
  EXPECT_EQ(second_.status, 0);
}

TEST_F(Pool, AWorkerWritesNoFile) {
  make({.workers = 1});
  ask("file", first_);
  run_until(first_);
  EXPECT_NE(first_.status, 0);
  std::ifstream file(kPlaceForAFile);
  EXPECT_EQ(file.peek(), std::ifstream::traits_type::eof());
  ::unlink(kPlaceForAFile.c_str());
}

}  // namespace
}  // namespace tessera::explore
