// Streams of reads through channels of one spec, each in the cheapest way that is right: long ones
// by their pace, if there are enough of them, others by remembered segments. What was read before
// changes the cost only.
#pragma once

#include "isa/dram/stream.h"
#include "isa/dram/stream_paces.h"

namespace tessera::dram {

// `count` transactions from `first` on, all there at `begin`, through a channel that is idle until
// then, command by command. Returns the clock of the last data.
Clock read_by_commands(Channel& channel, std::uint64_t first, std::int64_t count, Clock begin);

class StreamReads {
 public:
  // To step the paces of a spec takes about so many requests. Where there are fewer to read they
  // are stepped themselves, exactly.
  static constexpr std::int64_t kRequestsToPace = 80'000;

  // `requests` will be read, in all streams together.
  StreamReads(const DramSpec& spec, std::int64_t requests)
      : paces_(spec), by_pace_(requests >= kRequestsToPace) {}

  // The same in the cheapest way.
  Clock read(Channel& channel, std::uint64_t first, std::int64_t count, Clock begin);

 private:
  SegmentMemory segments_;
  StreamPaces paces_;
  bool by_pace_;
};

}  // namespace tessera::dram
