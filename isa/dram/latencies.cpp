#include "isa/dram/latencies.h"

#include <algorithm>

namespace tessera::dram {

void Latencies::add(const Latencies& other) {
  for (std::size_t latency = 0; latency < other.counts_.size(); ++latency)
    if (other.counts_[latency] > 0) add(static_cast<Clock>(latency), other.counts_[latency]);
}

double Latencies::mean() const {
  return number_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(number_);
}

Clock Latencies::percentile(double share) const {
  const auto rank = std::min<std::int64_t>(
      number_ - 1, static_cast<std::int64_t>(share * static_cast<double>(number_)));
  std::int64_t below = 0;
  for (std::size_t latency = 0; latency < counts_.size(); ++latency) {
    below += counts_[latency];
    if (below > rank) return static_cast<Clock>(latency);
  }
  return 0;
}

Clock Latencies::smallest() const { return number_ == 0 ? 0 : percentile(0); }

Clock Latencies::largest() const { return number_ == 0 ? 0 : percentile(1); }

}  // namespace tessera::dram
