// Why time passed: the causes that a stall stack divides the elapsed time into,
// design section 8.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "sim/core/units.h"

namespace tessera {

enum class StallCause {
  kMatrix,            // matrix units doing useful multiply-accumulates
  kVector,            // vector lanes
  kLocalMemory,       // operand feed from scratchpad or shared memory
  kSharedBuffer,      // last-level buffer bandwidth
  kMemoryBandwidth,   // main memory data rate, refresh and row misses included
  kMemoryLatency,     // waiting for the first byte
  kNetwork,           // on-chip network and core ports
  kChipLink,          // links between chips
  kLaunch,            // kernel launch, block dispatch, descriptors
  kSynchronisation,   // barriers
  kFillDrain,         // filling and draining arrays and pipelines
  kTileQuantisation,  // padding of tiles and arrays
  kLoadImbalance,     // cores that finished early waiting for the last
};
inline constexpr std::size_t kStallCauses = 13;

std::string_view name_of(StallCause cause);  // "memory bandwidth"

// Picoseconds per cause; sums to the time it explains, exactly.
class StallStack {
 public:
  Picoseconds& operator[](StallCause cause) { return time_[static_cast<std::size_t>(cause)]; }
  Picoseconds operator[](StallCause cause) const { return time_[static_cast<std::size_t>(cause)]; }
  Picoseconds total() const;
  StallStack& operator+=(const StallStack& other);
  StallStack& operator-=(const StallStack& other);
  bool operator==(const StallStack&) const = default;

 private:
  std::array<Picoseconds, kStallCauses> time_{};
};

}  // namespace tessera
