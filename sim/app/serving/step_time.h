// What one simulated step of a serving engine took.
#pragma once

#include <cstdint>
#include <tuple>

#include "sim/core/units.h"

namespace tessera::serving {

// Sequences, new tokens of each, tokens cached of each.
using StepPoint = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

// Of a program: all of it, and of that attention, what follows the layers, and what chips send one
// another. Energy is that of all chips, without what is drawn at any time.
struct StepTime {
  Picoseconds all, attention, head, network, head_network;
  Picojoules energy, attention_energy, head_energy;
  bool operator==(const StepTime&) const = default;
};

}  // namespace tessera::serving
