// How a stream of reads without end goes through a channel: when its n-th RD goes, as the command
// engine does it. Stepped as far as somebody asks, so that what is asked twice costs once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "isa/dram/channel.h"
#include "isa/dram/front_end.h"

namespace tessera::dram {

// Transactions in a row from `first` on, all there at `begin`, without end.
class EndlessSource {
 public:
  EndlessSource(std::uint64_t first, Clock begin) : first_(first), begin_(begin) {}
  Clock created() const { return taken_ == most_ ? kNever : begin_; }
  Access access() const { return {first_ + static_cast<std::uint64_t>(taken_), false}; }
  std::int64_t tag() const { return begin_; }
  void pop() { ++taken_; }
  std::int64_t taken() const { return taken_; }
  // Nothing comes behind so many until the next call.
  void hold_behind(std::int64_t most) { most_ = most; }

 private:
  std::uint64_t first_;
  Clock begin_;
  std::int64_t taken_ = 0, most_ = INT64_MAX;
};

// How a stream ends: its last requests, which the controller holds when no more come. They go in
// another order than with more behind them.
struct StreamEnding {
  std::int64_t requests = 0;
  Clock issued = 0;  // from the RD before them to the last RD
  Clock done = 0;    // and to the last data
  ChannelCounts counts;
};

class StreamPace {
 public:
  struct Stream {
    std::uint64_t first = 0;
    Clock begin = 0;
    Clock from = 0;  // the pace is counted from this clock: the begin, or a refresh that falls due
  };
  // The channel is idle. No refresh falls due before `from`; the record ends where one falls due
  // after it.
  StreamPace(const Channel& channel, const Stream& stream);
  StreamPace(const StreamPace&) = delete;  // its front end looks into its source
  StreamPace& operator=(const StreamPace&) = delete;

  // Requests issued before the pace begins.
  std::int64_t before() const { return before_; }
  // The clock of the n-th RD, n > 0. Behind the end of the record, or very many requests, RDs go at
  // the mean rate of the later half.
  Clock issued(std::int64_t n);
  // How many RDs go before `clock`.
  std::int64_t issued_before(Clock clock);
  // Losses and commands before the n-th RD, to a few requests.
  ChannelCounts counts(std::int64_t n);
  // If the stream ended after n requests, more than the controller holds; nothing if the record
  // ends before these have come.
  std::optional<StreamEnding> ending(std::int64_t n);

 private:
  std::int64_t recorded() const { return static_cast<std::int64_t>(issued_.size()); }
  Clock next_event() { return std::min(front_end_.next_offer(), channel_.next()); }
  // Requests between two records of the counts.
  static constexpr std::int64_t kCounted = 32;
  static constexpr std::int64_t kMostRecorded = 16384;

  bool over() { return recorded() == kMostRecorded || next_event() >= end_; }
  void advance();
  void record(std::int64_t n);
  double clocks_per_request() const;
  std::optional<StreamEnding> drain(std::int64_t n);

  Channel start_;
  Stream stream_;
  Channel channel_;
  EndlessSource source_;
  FrontEnd<EndlessSource> front_end_;
  Clock end_ = kNever;
  std::int64_t before_ = 0;
  ChannelCounts counts_before_;
  std::vector<std::int32_t> issued_;   // by request, as issued
  std::vector<ChannelCounts> counts_;  // for none, for kCounted, ...
  std::map<std::int64_t, std::optional<StreamEnding>> endings_;
};

}  // namespace tessera::dram
