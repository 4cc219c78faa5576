// Random numbers of one node: a stream of its own, so that the order in which nodes are asked does
// not matter.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "isa/noc/clock.h"

namespace tessera::noc {

// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream)
      : state_(seed * 0xD1342543DE82EF95ULL + stream * 0x2545F4914F6CDD1DULL) {
    next();
  }

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  int below(int bound) {
    return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }
  double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }  // 0 to 1, 1 excluded

  // Clocks until the next one of events that happen with `probability` in every clock.
  Clock gap(double probability) {
    if (probability >= 1) return 1;
    const double clocks = std::log1p(-share()) / std::log1p(-probability);
    return 1 + static_cast<Clock>(std::min(clocks, 1e15));
  }

 private:
  std::uint64_t state_;
};

}  // namespace tessera::noc
