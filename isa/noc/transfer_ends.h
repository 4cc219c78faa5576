// When transfers ended and how long they took.
#pragma once

#include <algorithm>
#include <vector>

#include "isa/noc/transfers.h"

namespace tessera::noc {

class TransferEnds {
 public:
  void add(double latency, double end) {
    latencies_.push_back(latency);
    ends_.push_back(end);
  }

  TransferResult result() const {
    TransferResult result;
    if (ends_.empty()) return result;
    std::vector<double> ends = ends_;
    std::sort(ends.begin(), ends.end());
    result.last = ends.back();
    result.nine_tenths = ends[(ends.size() * 9 + 9) / 10 - 1];
    result.latencies = latencies_;
    for (const double latency : latencies_)
      result.mean_latency += latency / static_cast<double>(latencies_.size());
    return result;
  }

 private:
  std::vector<double> latencies_, ends_;
};

}  // namespace tessera::noc
