#include "isa/dram/open_loop.h"

#include <algorithm>
#include <array>
#include <vector>

#include "isa/dram/front_end.h"
#include "isa/dram/stream.h"

namespace tessera::dram {
namespace {

// More requests than a channel has in its queues and in flight, and a segment on top.
std::int64_t beyond(const DramSpec& spec) {
  constexpr std::int64_t kInFlightAndSegment = 2048;
  return kInFlightAndSegment + spec.policy.read_depth + spec.policy.write_depth;
}

// Requests of a pattern, each created at a clock. The tag is that clock.
class PatternSource {
 public:
  PatternSource(const DramSpec& spec, const OpenLoopSpec& load)
      : pattern_(load.pattern, spec.organisation.transactions(),
                 spec.organisation.transaction_bytes),
        probability_(load.load * spec.organisation.pseudo_channels / spec.clocks.burst),
        saturated_(load.load <= 0),
        random_(load.load_seed) {
    access_ = pattern_.next();
    if (!saturated_) arrive_after(-1);
  }

  Clock created() const { return created_; }
  const Access& access() const { return access_; }
  std::int64_t tag() const { return created_; }
  void pop() {
    access_ = pattern_.next();
    if (!saturated_) arrive_after(created_);
  }

 private:
  void arrive_after(Clock clock) {
    do ++clock;
    while (random_.uniform() >= probability_);
    created_ = clock;
  }

  Pattern pattern_;
  double probability_;
  bool saturated_;
  SplitMix random_;
  Access access_;
  Clock created_ = 0;
};

// Requests in flight of one direction, done in the order that they were served.
class InFlight {
 public:
  InFlight() : ring_(kFirstSize) {}
  Clock first_done() const { return first_done_; }
  void push(const Served& served) {
    if (size_ == ring_.size()) grow();
    ring_[(head_ + size_) & (ring_.size() - 1)] = served;
    if (size_++ == 0) first_done_ = served.done;
  }
  const Served& front() const { return ring_[head_]; }
  void pop() {
    head_ = (head_ + 1) & (ring_.size() - 1);
    first_done_ = --size_ == 0 ? kNever : ring_[head_].done;
  }

 private:
  static constexpr std::size_t kFirstSize = 256;  // powers of two
  void grow() {
    std::vector<Served> larger(ring_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) larger[i] = ring_[(head_ + i) & (ring_.size() - 1)];
    ring_ = std::move(larger);
    head_ = 0;
  }
  std::vector<Served> ring_;
  std::size_t head_ = 0, size_ = 0;
  Clock first_done_ = kNever;
};

// Counts completions: in the order of time where the window may begin or end with one of them,
// elsewhere as soon as they are known.
class Window {
 public:
  Window(const OpenLoopSpec& load, Channel& channel)
      : load_(load), channel_(channel), far_from_edge_(load.warm_up - beyond(channel.spec())) {}

  // So near to its beginning or end that what is in flight may reach it.
  bool near_edge() const {
    const std::int64_t edge = begun_ < 0 ? load_.warm_up : load_.warm_up + load_.measured;
    return completed_ + beyond(channel_.spec()) >= edge || completed_ == load_.warm_up;
  }
  bool over() const { return completed_ >= load_.warm_up + load_.measured; }

  void served(const Served& served) {
    if (++served_ < far_from_edge_) return complete(served);
    in_flight_[served.write].push(served);
    next_done_ = std::min(next_done_, served.done);
  }
  // Everything done by `now`.
  void complete_until(Clock now) {
    while (next_done_ <= now && !over()) complete_next();
  }
  const OpenLoopResult& result() const { return result_; }

 private:
  // What is done first, of both directions.
  void complete_next() {
    const Clock clock = next_done_;
    for (InFlight& flight : in_flight_)
      for (; flight.first_done() == clock; flight.pop()) complete(flight.front());
    next_done_ = std::min(in_flight_[0].first_done(), in_flight_[1].first_done());
    if (begun_ < 0 && completed_ >= load_.warm_up) begin(clock);
    if (over()) end(clock);
  }
  void complete(const Served& served) {
    ++completed_;
    if (begun_ < 0) return;
    hits_ += served.row_hit;
    if (served.write) {
      ++result_.writes;
      return;
    }
    ++result_.reads;
    result_.read_latency.add(served.done - served.arrival);
    if (load_.load > 0) result_.read_source_latency.add(served.done - served.tag);
  }
  void begin(Clock clock) {
    begun_ = clock;
    far_from_edge_ = load_.warm_up + load_.measured - beyond(channel_.spec());
    channel_.settle_idle(clock);
    at_begin_ = channel_.counts();
  }
  void end(Clock clock) {
    result_.clocks = clock - begun_;
    channel_.settle_idle(clock);
    const ChannelCounts& now = channel_.counts();
    result_.counts = now;
    result_.counts -= at_begin_;
    const auto all = static_cast<double>(result_.reads + result_.writes);
    const DramSpec& spec = channel_.spec();
    result_.row_hit_rate = static_cast<double>(hits_) / all;
    result_.utilisation = all * spec.clocks.burst /
                          (static_cast<double>(result_.clocks) * spec.organisation.pseudo_channels);
  }

  const OpenLoopSpec& load_;
  Channel& channel_;
  std::array<InFlight, 2> in_flight_;  // by direction
  Clock next_done_ = kNever;           // the first of these
  std::int64_t served_ = 0, completed_ = 0, hits_ = 0;
  // So many served, and those in flight, many as these may be, do not reach the next edge.
  std::int64_t far_from_edge_;
  Clock begun_ = -1;
  ChannelCounts at_begin_;
  OpenLoopResult result_;
};

bool goes_by_segments(const DramSpec& spec, const OpenLoopSpec& load) {
  const bool one_direction = load.pattern.mix == Mix::kReads || load.pattern.mix == Mix::kWrites;
  return load.pattern.kind == PatternSpec::Kind::kSequential && load.load <= 0 && one_direction &&
         load.warm_up + load.measured + beyond(spec) < spec.organisation.transactions();
}

OpenLoopResult run_stream(const DramSpec& spec, const OpenLoopSpec& load) {
  Channel channel(spec);
  SegmentMemory memory;
  StreamRun run(channel, memory, 0, load.warm_up + load.measured + beyond(spec),
                load.pattern.mix == Mix::kWrites, 0);
  Window window(load, channel);
  while (!window.over()) {
    // The window begins and ends at the clock of one completion, so near these every event counts.
    if (window.near_edge())
      run.advance_one();
    else
      run.advance();
    for (const Served& served : run.served()) window.served(served);
    window.complete_until(run.now());
  }
  return window.result();
}

}  // namespace

OpenLoopResult run_open_loop(const DramSpec& spec, const OpenLoopSpec& load, Detail detail) {
  if (detail == Detail::kTile && goes_by_segments(spec, load)) return run_stream(spec, load);
  Channel channel(spec);
  PatternSource source(spec, load);
  FrontEnd front_end(channel, source);
  Window window(load, channel);
  while (!window.over()) {
    if (const std::optional<Served>& served = front_end.advance()) window.served(*served);
    window.complete_until(channel.now());
  }
  return window.result();
}

}  // namespace tessera::dram
