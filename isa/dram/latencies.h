// A distribution of latencies in clocks, exact.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/dram/command.h"

namespace tessera::dram {

class Latencies {
 public:
  void add(Clock latency, std::int64_t times = 1) {
    const auto at = static_cast<std::size_t>(latency < 0 ? 0 : latency);
    if (at >= counts_.size()) counts_.resize(at + at / 2 + 64, 0);
    counts_[at] += times;
    number_ += times;
    sum_ += latency * times;
  }
  void add(const Latencies& other);

  std::int64_t number() const { return number_; }
  double mean() const;
  Clock percentile(double share) const;  // of the sorted latencies, the one at share x number
  Clock smallest() const;
  Clock largest() const;

 private:
  std::vector<std::int64_t> counts_;  // by latency
  std::int64_t number_ = 0;
  Clock sum_ = 0;
};

}  // namespace tessera::dram
