// Simulates a job and counts: what the data buses moved, what they lost and to what, and how long
// requests took.
#pragma once

#include "isa/dram/channel.h"
#include "isa/dram/latencies.h"
#include "sim/app/memory/job.h"

namespace tessera {

struct Measurement {
  dram::ChannelCounts counts;  // bursts and losses sum to bus_clocks; of the channels simulated
  dram::Clock clocks = 0;      // from the first request that counts to the last
  dram::Clock bus_clocks = 0;
  int channels_simulated = 1;
  std::int64_t reads = 0, writes = 0;  // transactions
  double row_hit_rate = 0;
  // Of reads, from the controller's queue to the last data; of whole tiles; of whole requests of a
  // trace, from their time on.
  dram::Latencies latency;
  // Of reads under a load, from their coming, the wait for room in the queue included.
  dram::Latencies latency_with_wait;

  double share(dram::LossCause cause) const;
  double achieved() const;  // share of the peak
};

Measurement measure(const MemoryJob& job);

}  // namespace tessera
