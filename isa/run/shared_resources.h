// What all cores share, and what a transfer or a thread block asks of it.
#pragma once

#include <array>

#include "isa/chip_spec.h"
#include "isa/stall.h"

namespace tessera {

// The network's crossbars and links inside its groups; the trunks between them.
enum class SharedResource { kMemory, kSharedBuffer, kNetwork, kTrunk };
inline constexpr int kSharedResources = 4;

// Groups of cores (network_groups) have equal parts of these last resources, each its own.
inline constexpr int kFirstOfGroups = static_cast<int>(SharedResource::kNetwork);
constexpr bool is_cut_into_groups(SharedResource resource) {
  return static_cast<int>(resource) >= kFirstOfGroups;
}

struct SharedDemand {
  std::array<double, kSharedResources> weight{};  // work asked of each per unit of own work
  double cap = 0;                                 // own work per picosecond: port or engine
  // How well memory and everything else cover each other; 0: perfectly, the slower one alone
  // counts (isa/timing/overlap.h).
  double overlap = 0;
  int group = 0;  // of cores, whose part of the network it uses
  bool operator==(const SharedDemand&) const = default;
};

// Bytes beside the core do not.
bool uses_network(const SharedDemand& demand);

// Work per picosecond that each can do, all groups together; 0 where the chip does not have it.
std::array<double, kSharedResources> capacities(const ChipSpec& chip);

// Which cause a limit by a shared resource stands for.
StallCause cause_of(SharedResource resource);

}  // namespace tessera
