#include "isa/dram/stream_pace.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace tessera::dram {

StreamPace::StreamPace(const Channel& channel, const Stream& stream)
    : start_(channel),
      stream_(stream),
      channel_(channel),
      source_(stream.first, stream.begin),
      front_end_(channel_, source_),
      counts_(1) {
  channel_.idle_until(stream.begin - 1);
  channel_.settle_idle(stream.begin);
  while (next_event() < stream.from)
    if (front_end_.advance()) ++before_;
  counts_before_ = channel_.counts();
}

void StreamPace::advance() {
  if (const auto served = front_end_.advance()) {
    issued_.push_back(static_cast<std::int32_t>(served->issued - stream_.from));
    if (recorded() % kCounted == 0) {
      counts_.push_back(channel_.counts());
      counts_.back() -= counts_before_;
    }
  }
  if (channel_.now() >= stream_.from) end_ = channel_.next_refresh();
}

void StreamPace::record(std::int64_t n) {
  while (recorded() < n && !over()) advance();
}

double StreamPace::clocks_per_request() const {
  const std::size_t last = issued_.size() - 1, half = last / 2;
  if (last == half) return 1;
  return static_cast<double>(issued_[last] - issued_[half]) / static_cast<double>(last - half);
}

Clock StreamPace::issued(std::int64_t n) {
  record(n);
  if (n <= recorded()) return issued_[static_cast<std::size_t>(n - 1)];
  if (issued_.empty()) return end_ - stream_.from;
  return issued_.back() + std::llround(clocks_per_request() * static_cast<double>(n - recorded()));
}

std::int64_t StreamPace::issued_before(Clock clock) {
  while ((issued_.empty() || issued_.back() < clock) && !over()) advance();
  const auto first = std::ranges::lower_bound(issued_, clock);
  if (first != issued_.end() || issued_.empty()) return first - issued_.begin();
  const auto beyond = static_cast<double>(clock - 1 - issued_.back());
  return recorded() + static_cast<std::int64_t>(beyond / clocks_per_request());
}

ChannelCounts StreamPace::counts(std::int64_t n) {
  record(n);
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(0, n) / kCounted);
  return counts_[std::min(at, counts_.size() - 1)];
}

// Lets n come, and what the controller holds then go alone in a copy of the channel.
std::optional<StreamEnding> StreamPace::drain(std::int64_t n) {
  assert(source_.taken() <= n);
  source_.hold_behind(n);
  while (source_.taken() < n && !over()) advance();
  source_.hold_behind(INT64_MAX);
  if (source_.taken() < n) return std::nullopt;
  const std::int64_t counted = recorded() / kCounted * kCounted;
  const Clock begin = stream_.from + (counted > 0 ? issued(counted) : 0);
  StreamEnding ending;
  ending.requests = n - before_ - counted;
  Channel rest = channel_;
  while (rest.unserved() > 0) {
    const auto served = rest.step();
    if (!served) continue;
    ending.issued = served->issued - begin;
    ending.done = std::max(ending.done, served->done - begin);
  }
  ending.counts = rest.counts();
  ending.counts -= counts_before_;
  ending.counts -= counts_[static_cast<std::size_t>(counted / kCounted)];
  return ending;
}

std::optional<StreamEnding> StreamPace::ending(std::int64_t n) {
  const auto known = endings_.find(n);
  if (known != endings_.end()) return known->second;
  const bool passed = source_.taken() > n;
  const std::optional<StreamEnding> ending =
      passed ? StreamPace(start_, stream_).drain(n) : drain(n);
  return endings_.emplace(n, ending).first->second;
}

}  // namespace tessera::dram
