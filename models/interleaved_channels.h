// DRAM channels side by side, addresses interleaved over them by blocks. Transfers of any length go
// in, in the order of time; each is told once all of it is in the controllers' queues and once its
// last burst has its command. Plain state; knows no SystemC.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "isa/dram/channel.h"
#include "isa/dram/front_end.h"

namespace tessera {

struct DramTransfer {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;  // at least one; whole bursts are moved around them
  bool write = false;
  int tag = 0;  // the caller's
};

// What became known while time went on.
struct DramProgress {
  struct Done {
    int tag = 0;
    dram::Clock clock = 0;  // of its last data; may lie ahead
  };
  std::vector<int> accepted;  // tags
  std::vector<Done> done;
};

class InterleavedChannels {
 public:
  // `block_bytes` is a multiple of a burst and divides the capacity of a channel.
  InterleavedChannels(const dram::DramSpec& spec, int channels, std::int64_t block_bytes);

  std::uint64_t bytes() const;

  // Within the capacity; `now` is not before that of any earlier call.
  void submit(const DramTransfer& transfer, dram::Clock now);
  // When something will happen here; kNever once all transfers are served.
  dram::Clock next() const { return agenda_.empty() ? dram::kNever : agenda_.top().first; }
  // Lets everything up to and including `now` happen.
  void advance(dram::Clock now, DramProgress& progress);

  // Sums over the channels, their idle time up to `now` included.
  dram::ChannelCounts counts(dram::Clock now) const;

 private:
  // A part of a transfer: bursts in a row on one channel.
  struct Run {
    std::uint64_t next = 0;
    std::uint64_t left = 0;
    int transfer = 0;
    bool write = false;
    dram::Clock created = 0;
  };
  class RunQueue {  // a source for dram::FrontEnd
   public:
    bool empty() const { return runs_.empty(); }
    void push(const Run& run) { runs_.push_back(run); }
    dram::Clock created() const { return empty() ? dram::kNever : runs_.front().created; }
    dram::Access access() const { return {runs_.front().next, runs_.front().write}; }
    std::int64_t tag() const { return runs_.front().transfer; }
    void pop();
    std::vector<int> accepted;  // transfers whose whole run is in the controller's queue

   private:
    std::deque<Run> runs_;
  };
  struct Lane {
    explicit Lane(const dram::DramSpec& spec) : channel(spec), front_end(channel, runs) {}
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;
    // A refresh alone is nothing to wake up for: an idle channel catches up when it is asked again.
    dram::Clock next();
    dram::Channel channel;
    RunQueue runs;
    dram::FrontEnd<RunQueue> front_end;
    dram::Clock due = dram::kNever;
  };
  struct InFlight {
    int tag = 0;
    std::uint64_t runs_to_accept = 0;
    std::uint64_t bursts_to_serve = 0;
    dram::Clock done = 0;
  };
  int begin(int tag);
  void set_due(std::size_t lane, dram::Clock due);
  void advance_lane(std::size_t lane, dram::Clock now, DramProgress& progress);
  void note_accepted(Lane& lane, DramProgress& progress);
  void note_served(const dram::Served& served, DramProgress& progress);

  std::deque<Lane> lanes_;
  std::uint64_t block_bytes_, burst_bytes_;
  std::vector<InFlight> in_flight_;
  std::vector<int> vacant_;
  // (when, lane); an entry that is not when its lane is due is out of date.
  using Entry = std::pair<dram::Clock, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> agenda_;
};

}  // namespace tessera
