#include "sim/app/validate/control.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tessera::validation {
namespace {

TEST(InParallel, DoesEverythingOnceWhateverTheNumberOfJobs) {
  for (const int jobs : {0, 1, 2, 7, 100}) {
    std::vector<int> times(50);
    Control control;
    control.jobs = jobs;
    EXPECT_TRUE(in_parallel(times.size(), control, [&](std::size_t i) { ++times[i]; }));
    EXPECT_EQ(times, std::vector<int>(50, 1));
  }
}

TEST(InParallel, NothingToDoIsDone) {
  EXPECT_TRUE(in_parallel(0, Control(), [](std::size_t) {}));
}

TEST(InParallel, ReportsProgressWhileOneCallTakesLong) {
  std::atomic<int> reports = 0;
  Control control;
  control.progress = [&](std::size_t, std::size_t) { ++reports; };
  in_parallel(1, control, [&](std::size_t) {
    while (reports < 3) std::this_thread::yield();
  });
  EXPECT_GE(reports, 3);
}

TEST(InParallel, LeavesOutTheRestWhenInterrupted) {
  std::atomic<bool> begun = false;
  std::atomic<std::size_t> done = 0;
  Control control;
  control.jobs = 1;
  control.interrupted = [&] { return begun.load(); };
  EXPECT_FALSE(in_parallel(1000, control, [&](std::size_t) {
    begun = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ++done;
  }));
  EXPECT_LT(done, 1000);
}

TEST(InParallel, PassesAnExceptionOn) {
  EXPECT_THROW(in_parallel(10, Control(), [](std::size_t) { throw std::runtime_error("no"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace tessera::validation
