// What share of a memory's peak a stream gets, and what takes the rest.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// Shares of the peak bandwidth while data is asked for; they sum to 1.
struct MemoryShares {
  double moved = 1;
  double refresh = 0;
  double row_activation = 0;
  double controller = 0;  // what sustained_efficiency takes
};

// `contiguous`: bytes in a row before the address jumps; at most one DRAM row
// of them is read per activation: s = min(contiguous, row); activation = e / (e
// + s) of what refresh leaves, e = row_miss x peak / channels.
MemoryShares memory_shares(const MemorySpec& memory, Bytes contiguous);

// Peak x moved, whole chip.
BytesPerSecond sustained_bandwidth(const MemorySpec& memory, Bytes contiguous);

}  // namespace tessera
