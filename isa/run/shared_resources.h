// What all cores share, and what a transfer or a thread block asks of it.
#pragma once

#include <array>

#include "isa/chip_spec.h"
#include "isa/stall.h"

namespace tessera {

enum class SharedResource { kMemory, kSharedBuffer, kNetwork };
inline constexpr int kSharedResources = 3;

struct SharedDemand {
  std::array<double, kSharedResources> weight{};  // work asked of each per unit of own work
  double cap = 0;                                 // own work per picosecond: port or engine
  // How well memory and everything else cover each other; 0: perfectly, the slower one alone
  // counts (isa/timing/overlap.h).
  double overlap = 0;
  bool operator==(const SharedDemand&) const = default;
};

// Work per picosecond that each can do; 0 where the chip does not have it.
std::array<double, kSharedResources> capacities(const ChipSpec& chip);

// Which cause a limit by a shared resource stands for.
StallCause cause_of(SharedResource resource);

}  // namespace tessera
