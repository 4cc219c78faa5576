// What a step of a serving engine works on.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/core/units.h"

namespace tessera::serving {

// `checked` tokens each for `sequences` that have `cached` tokens all together, and pieces of
// prompts, each behind what is cached of it already.
struct StepLoad {
  struct Piece {
    std::int64_t tokens = 0;
    std::int64_t before = 0;
  };
  std::int64_t sequences = 0;
  std::int64_t cached = 0;
  std::int64_t checked = 1;  // more than one: drafted tokens and the model's own
  std::vector<Piece> prompts;
  double swapped_bytes = 0;  // of caches, to the host's memory and back

  bool empty() const { return sequences == 0 && prompts.empty(); }
  std::int64_t tokens() const {
    std::int64_t all = sequences * checked;
    for (const Piece& piece : prompts) all += piece.tokens;
    return all;
  }
};

// What a step takes: kernels and host; of that, what chips wait for one another; and the energy of
// what is done, without that of power that is always drawn.
struct StepCost {
  Picoseconds time;
  Picoseconds network;
  Picojoules energy;
};

using StepCosts = std::function<StepCost(const StepLoad&)>;

}  // namespace tessera::serving
