// What share of a memory's peak a stream gets, and what takes the rest.
#pragma once

#include <array>

#include "isa/chip_spec.h"
#include "isa/execution.h"

namespace tessera {

// Shares of the peak bandwidth while data is asked for; they sum to 1.
struct MemoryShares {
  double moved = 1;
  std::array<double, dram::kLossCauses> lost{};  // by dram::LossCause
  double controller = 0;                         // what sustained_efficiency takes
  double activations_per_byte = 0;               // moved
  double lost_to(dram::LossCause cause) const { return lost[static_cast<std::size_t>(cause)]; }
};

// A memory of a DRAM standard: what its channels give to steady traffic (dram::sustained_service),
// whatever `contiguous` is, times sustained_efficiency. A memory that describes itself:
// `contiguous` bytes in a row before the address jumps, at most one DRAM row of them per
// activation: s = min(contiguous, row); activation = e / (e + s) of what refresh leaves, e =
// row_miss x peak / channels.
MemoryShares memory_shares(const MemorySpec& memory, Bytes contiguous);

// Peak x moved, whole chip.
BytesPerSecond sustained_bandwidth(const MemorySpec& memory, Bytes contiguous);

// Counts `moved` bytes of a transfer with these shares: what else the pins could have moved
// meanwhile, and the rows opened for them.
void count_traffic(const MemoryShares& shares, double moved, BandwidthLoss& traffic,
                   Actions& actions);

}  // namespace tessera
