// What is asked of a memory: which channel, how many of it, and which requests it gets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/dram/open_loop.h"
#include "isa/dram/pattern.h"
#include "isa/dram/spec.h"
#include "sim/app/memory/trace.h"

namespace tessera {

// Requests go round the channels transaction by transaction, so all channels see the same pattern
// and one stands for all; a trace is routed by address.
struct MemoryJob {
  enum class Kind { kPattern, kTiles, kTrace };
  std::string name;  // of the standard
  dram::DramSpec channel;
  int channels = 1;
  Kind kind = Kind::kPattern;
  dram::Detail detail = dram::Detail::kTile;  // kCycle steps every command; the results are equal

  dram::PatternSpec pattern;
  double load = 0;                // share of the peak; 0: there is always a request waiting
  std::int64_t requests = 40000;  // of one channel, measured

  std::int64_t tile_bytes = 65536;  // of all channels together
  int tiles = 100;

  std::vector<TraceRequest> trace;

  double peak_gb_per_s() const { return channel.peak_gb_per_s() * channels; }
};

}  // namespace tessera
