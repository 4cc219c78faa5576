// A channel under a pattern of requests: full load, or a share of it with random arrivals.
#pragma once

#include <cstdint>

#include "isa/dram/channel.h"
#include "isa/dram/latencies.h"
#include "isa/dram/pattern.h"

namespace tessera::dram {

enum class Detail { kCycle, kTile };

struct OpenLoopSpec {
  PatternSpec pattern;
  // Share of the peak transactions per clock, arriving at random (Bernoulli, one draw a clock);
  // 0: there is always a request waiting.
  double load = 0;
  std::uint64_t load_seed = 777;
  std::int64_t warm_up = 8000;    // completions before measuring
  std::int64_t measured = 40000;  // completions measured
};

// Of the measured window.
struct OpenLoopResult {
  Clock clocks = 0;
  std::int64_t reads = 0, writes = 0;
  double utilisation = 0;  // of the data buses' peak
  double row_hit_rate = 0;
  Latencies read_latency;         // accepted to last data, clocks
  Latencies read_source_latency;  // created to last data; only under a load
  ChannelCounts counts;           // loss, bursts and commands in the window
};

// kTile: sequential streams of one direction at full load advance by segments (stream.h),
// everything else is stepped; times and counts are the same, causes of loss to 0.2 % of the time.
OpenLoopResult run_open_loop(const DramSpec& spec, const OpenLoopSpec& load,
                             Detail detail = Detail::kCycle);

}  // namespace tessera::dram
