// Sweeps that run in processes of their own while the page follows them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/child.h"

namespace tessera::explore {

class SweepJobs {
 public:
  SweepJobs(boost::asio::io_context& loop, std::filesystem::path directory)
      : loop_(loop), directory_(std::move(directory)) {}

  Answer start(const std::string& body);  // {"job": "1"}
  Answer state(const std::string& job);   // {"job", "state", "done", "all", "id", "error"}
  Answer cancel(const std::string& job);  // what was computed is kept

 private:
  struct Job {
    std::shared_ptr<Child> child;  // null: it has ended
    std::string state = "running";
    std::string done = "0", all = "0";
    std::string outcome;  // {"id": ...} or {"error": ...}
    bool cancelled = false;
  };
  void heard(int number, const Message& message);
  void ended(int number, const std::string& why);
  std::size_t running() const;
  void forget_old();

  boost::asio::io_context& loop_;
  std::filesystem::path directory_;
  std::map<int, Job> jobs_;
  int last_ = 0;
};

}  // namespace tessera::explore
