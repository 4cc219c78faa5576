#include "sim/app/memory/replay.h"

#include <algorithm>

#include "isa/dram/front_end.h"

namespace tessera {
namespace {

using dram::Clock;

// The transactions of a trace that fall on one channel.
class TraceSource {
 public:
  TraceSource(const dram::DramSpec& spec, int channels, int channel,
              const std::vector<TraceRequest>& requests)
      : bytes_(static_cast<std::uint64_t>(spec.organisation.transaction_bytes)),
        channels_(static_cast<std::uint64_t>(channels)),
        channel_(static_cast<std::uint64_t>(channel)),
        requests_(requests) {
    begin_request();
  }

  Clock created() const {
    return request_ < requests_.size() ? requests_[request_].at - requests_.front().at
                                       : dram::kNever;
  }
  dram::Access access() const {
    if (request_ == requests_.size()) return {};
    return {next_ / channels_, requests_[request_].write};
  }
  std::int64_t tag() const { return static_cast<std::int64_t>(request_); }
  void pop() {
    next_ += channels_;
    if (next_ <= last_) return;
    ++request_;
    begin_request();
  }

 private:
  // The first request from here on with a transaction of this channel.
  void begin_request() {
    for (; request_ < requests_.size(); ++request_) {
      const TraceRequest& one = requests_[request_];
      const std::uint64_t first = one.address / bytes_;
      last_ = (one.address + static_cast<std::uint64_t>(one.bytes) - 1) / bytes_;
      next_ = first + (channel_ + channels_ - first % channels_) % channels_;
      if (next_ <= last_) return;
    }
  }

  std::uint64_t bytes_, channels_, channel_;
  const std::vector<TraceRequest>& requests_;
  std::size_t request_ = 0;
  std::uint64_t next_ = 0, last_ = 0;  // transactions of the whole unit
};

// Runs one channel to the end of its requests; notes when each was done.
dram::Channel run_channel(const dram::DramSpec& spec, TraceSource source, std::vector<Clock>& done,
                          Replay& result) {
  dram::Channel channel(spec);
  dram::FrontEnd front_end(channel, source);
  while (source.created() < dram::kNever || channel.unserved() > 0) {
    const auto served = front_end.advance();
    if (!served) continue;
    const Clock data = std::max(served->done, served->issued + spec.clocks.burst);
    result.clocks = std::max(result.clocks, data);
    Clock& last = done[static_cast<std::size_t>(served->tag)];
    last = std::max(last, data);
    result.row_hits += served->row_hit;
  }
  return channel;
}

// To the end of the trace, refreshed all the time.
dram::ChannelCounts ended_at(Clock end, dram::Channel channel) {
  channel.idle_until(end);
  channel.settle_idle(end);
  return channel.counts();
}

}  // namespace

Replay replay(const dram::DramSpec& channel, int channels,
              const std::vector<TraceRequest>& requests) {
  Replay result;
  std::vector<Clock> done(requests.size(), 0);
  std::vector<dram::Channel> ended;
  for (int c = 0; c < channels; ++c)
    if (const TraceSource source(channel, channels, c, requests); source.created() < dram::kNever)
      ended.push_back(run_channel(channel, source, done, result));
  for (const dram::Channel& one : ended) result.counts += ended_at(result.clocks, one);
  // Channels without a request are all alike.
  const dram::ChannelCounts idle = ended_at(result.clocks, dram::Channel(channel));
  for (std::size_t c = ended.size(); c < static_cast<std::size_t>(channels); ++c)
    result.counts += idle;
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (!requests[i].write) result.latency.add(done[i] - (requests[i].at - requests.front().at));
  return result;
}

}  // namespace tessera
