// A trace on the channels of a unit: transactions go round the channels by address, each channel
// has a queue of its own before it.
#pragma once

#include <vector>

#include "isa/dram/channel.h"
#include "isa/dram/latencies.h"
#include "sim/app/memory/trace.h"

namespace tessera {

struct Replay {
  dram::ChannelCounts counts;  // of all channels
  dram::Clock clocks = 0;      // from the first request's time to the last data
  std::int64_t row_hits = 0;
  dram::Latencies latency;  // of reads, from a request's time to the last of its data
};

// Every channel is refreshed to the end, also one that no request falls on. Clock 0, and with it
// the phase of refresh, is the time of the first request.
Replay replay(const dram::DramSpec& channel, int channels,
              const std::vector<TraceRequest>& requests);

}  // namespace tessera
