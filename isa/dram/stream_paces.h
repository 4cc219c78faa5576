// The paces of streams of reads through channels of one spec, each stepped with the command engine
// when it is first asked for. They depend on the spec alone, never on what ran before.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "isa/dram/stream_pace.h"

namespace tessera::dram {

// A pace that begins behind its first `skipped` requests; before it, if that is below zero.
struct PaceFrom {
  StreamPace* pace = nullptr;
  std::int64_t skipped = 0;
  Clock skipped_clocks = 0;  // what these take
};

class StreamPaces {
 public:
  explicit StreamPaces(const DramSpec& spec);

  // Whether a stream of so many requests goes by pace: the channel can be left as such a stream
  // leaves it, refreshes are of all banks, the controller looks far enough ahead for a steady
  // state, and the ends of the stream matter little.
  bool covers(std::int64_t requests) const;
  // kNever without refresh.
  Clock refresh_interval() const { return refresh_interval_; }

  // From the clock at which a stream comes to an idle channel whose banks all have such rows open.
  StreamPace& from_standstill(std::uint64_t first, OpenRow rows);
  StreamEnding ending_from_standstill(StreamPace& pace, std::int64_t requests) const;

  // From the clock at which a refresh falls due in the midst of a stream whose next request is
  // `transaction`; so far its rows were such.
  PaceFrom past_refresh(std::uint64_t transaction, OpenRow rows);
  // Of a stream that ends before the transaction `end`.
  StreamEnding ending_past_refresh(StreamPace& pace, std::uint64_t end);

 private:
  // Requests that wait in the controller or at a row that was opened for them.
  std::int64_t most_held() const;
  Channel with_rows(Channel channel, std::int64_t first, OpenRow rows) const;
  std::unique_ptr<StreamPace> new_standstill(std::int64_t first, OpenRow rows) const;
  std::unique_ptr<StreamPace> new_past_refresh(std::int64_t position, OpenRow rows);
  double clocks_per_request();

  DramSpec spec_;
  Channel fresh_, unrefreshed_;  // nothing has happened to them
  std::int64_t stripe_;          // transactions until a bank comes with its next row
  std::int64_t period_;          // transactions until other banks of the same groups come
  Clock refresh_interval_;
  using Key = std::pair<std::int64_t, OpenRow>;  // where in the stripe or period
  std::map<Key, std::unique_ptr<StreamPace>> standstill_, past_refresh_;
};

}  // namespace tessera::dram
