// A long sequential stream through a channel, by whole segments: what a channel does while it takes
// in the next few requests depends only on its state relative to the clock, so a segment that was
// stepped once is remembered and never stepped again. Exact: a remembered segment is what stepping
// would do, as time is added and compared but never multiplied in a channel (max-plus), and no
// segment is used across a refresh.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "isa/dram/front_end.h"
#include "isa/dram/run_source.h"

namespace tessera::dram {

// The segments of channels of one spec. Bounded; when it is full, what is new is stepped.
class SegmentMemory {
 public:
  static constexpr std::int64_t kRequests = 32;  // taken in per segment
  static constexpr std::int64_t kRest = 2 * kRequests;
  static constexpr std::size_t kMostStates = 8192;

  struct State;
  struct Segment {
    State* end = nullptr;
    Clock clocks = 0;
    std::int64_t accepted = 0;
    Clock last_done = 0;  // of the served, from its beginning
    ChannelCounts counts;
    std::vector<Served> served;  // clocks from its beginning
  };
  struct State {
    std::vector<std::int32_t> numbers;
    std::unique_ptr<Segment> next;  // what follows, once known
    // The rest of a stream of which so little is left, to its last data.
    std::map<std::int64_t, std::unique_ptr<Segment>> rest;
  };

  // The state with these numbers, made if it is new; null if there is no room.
  State* find(const std::vector<std::int32_t>& numbers);

  // Looking a state up costs about as much as stepping a few requests, so where states do not recur
  // (several pseudo-channels that drift against each other) it is tried only now and then.
  bool worth_asking();
  void found() { credit_ = std::min(credit_ + 2, kMostCredit); }

 private:
  struct Hash {
    std::size_t operator()(const std::vector<std::int32_t>& numbers) const;
  };
  std::map<std::size_t, std::vector<std::unique_ptr<State>>> by_hash_;
  std::size_t states_ = 0;
  static constexpr int kMostCredit = 512, kTry = 4, kPause = 128;
  int credit_ = kMostCredit, pause_ = 0;
};

// `count` transactions from `first` on, in one direction, all there from `begin` on. The channel
// has no other request.
class StreamRun {
 public:
  StreamRun(Channel& channel, SegmentMemory& memory, std::uint64_t first, std::int64_t count,
            bool write, Clock begin);
  StreamRun(const StreamRun&) = delete;  // its front end looks into its source
  StreamRun& operator=(const StreamRun&) = delete;

  bool over() const { return here_ == nullptr && drained(); }
  // Lets what follows happen, a segment if one is known; what it served is in `served()`, in the
  // order of issue.
  void advance();
  // One event alone, as a channel without segments would.
  void advance_one();
  const std::vector<Served>& served() const { return served_; }
  Clock now() const { return here_ ? now_ : channel_.now(); }

  // To the end; returns the clock of the last data.
  Clock finish();

 private:
  using State = SegmentMemory::State;
  const SegmentMemory::Segment* known() const;
  bool walk(bool with_served);
  void step();
  void step_once();
  bool drained() const { return source_.left() == 0 && channel_.unserved() == 0; }
  State* state_here();
  void begin_segment(State* here);
  void end_segment(State* end);
  void go_ahead();
  void come_down();

  Channel& channel_;
  SegmentMemory& memory_;
  RunSource source_;
  FrontEnd<RunSource> front_end_;
  bool write_;
  std::int64_t tag_;
  Clock last_done_;
  // Ahead of the channel by segments: the state and clock that it would be in.
  State* here_ = nullptr;
  Clock now_ = 0;
  ChannelCounts ahead_;
  // A segment that is being stepped for the first time.
  State* begun_ = nullptr;
  Clock begun_at_ = 0;
  std::int64_t left_at_begin_ = 0;
  Clock refresh_at_begin_ = 0;
  ChannelCounts counts_at_begin_;
  std::vector<Served> stepped_;
  std::vector<Served> served_;
  std::vector<std::int32_t> numbers_;
};

}  // namespace tessera::dram
