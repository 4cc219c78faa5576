// What a chip's cores, memory and network deliver, in plain numbers for the costs of the tile
// search: bytes and nanoseconds.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera::queues {

struct Rates {
  double cores = 1;
  double clock = 1;            // clocks per ns
  double port = 1;             // bytes per ns, one core, per direction
  double network = 1;          // bytes per ns, all cores
  double shared_buffer = 0;    // bytes per ns; 0 where there is none
  double buffer_bytes = 0;     // usable capacity
  double latency = 0;          // ns, memory to core
  double store_latency = 0;    // ns, core to memory
  double descriptor = 0;       // ns per transfer
  std::int64_t multicast = 1;  // cores that one load reaches
  bool own_slices = false;
};
Rates rates_of(const ChipSpec& chip);

// Bytes per ns of all memory, read in pieces of `contiguous` bytes.
double memory_rate(const ChipSpec& chip, Bytes contiguous);

// The shape of a tile that wastes nothing on the matrix unit.
struct Granules {
  std::int64_t m = 1, n = 1, k = 1;
};
Granules granules_of(const MatrixUnitSpec& unit);

}  // namespace tessera::queues
