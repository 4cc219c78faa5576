// Which part of the explorer answers a request.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/run_pool.h"
#include "sim/app/explore/sweep_jobs.h"

namespace tessera::explore {

class Router {
 public:
  Router(boost::asio::io_context& loop, const std::filesystem::path& directory);

  // Calls `answered` once, at once or later; what is returned cancels that.
  std::function<void()> answer(const Asked& asked, Answered answered);

 private:
  std::function<void()> compute(RunPool& pool, const Asked& asked, Answered answered);
  Answer at_once(const Asked& asked);

  RunPool runs_;
  RunPool saves_;  // the only ones that may write files, beside sweeps
  SweepJobs sweeps_;
};

}  // namespace tessera::explore
