// Processes that compute one answer at a time and stay warm: what they have read of chips and
// networks they keep. What crashes or hangs loses one request.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/child.h"

namespace tessera::explore {

struct PoolLimits {
  std::size_t workers = 2;
  std::size_t most_waiting = 64;
  std::chrono::milliseconds time_limit{120'000};  // of one task
  Writes writes = Writes::kNothing;
};

// What a worker does for a task; asked now and then whether it was cancelled.
using TaskWork = std::function<Answer(const std::string& task, const std::function<bool()>&)>;

class RunPool {
 public:
  using Ticket = std::uint64_t;

  // `work` makes what one worker process calls for every task, in that process.
  RunPool(boost::asio::io_context& loop, std::function<TaskWork()> work, PoolLimits limits);
  ~RunPool();
  RunPool(const RunPool&) = delete;
  RunPool& operator=(const RunPool&) = delete;

  // Answers once, later or at once. A waiting task of the same `asker` is answered as superseded:
  // the newest wins. An empty asker has no others.
  Ticket ask(const std::string& asker, const std::string& task, Answered answered);
  void cancel(Ticket ticket);  // it is answered as cancelled, unless it was answered before

 private:
  struct Waiting {
    Ticket ticket;
    std::string asker, task;
    Answered answered;
  };
  class Worker;

  void supersede(const std::string& asker);
  void start_waiting();
  Worker* free_worker();

  boost::asio::io_context& loop_;
  std::function<TaskWork()> work_;
  PoolLimits limits_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::deque<Waiting> waiting_;
  Ticket last_ticket_ = 0;
};

}  // namespace tessera::explore
