#include "isa/run/run_record.h"

#include <algorithm>

namespace tessera {
namespace {

// Waiting for another core can stand in for these; shared resources are busy whichever core uses
// them.
constexpr std::array kInsideCore = {StallCause::kMatrix, StallCause::kVector,
                                    StallCause::kLocalMemory, StallCause::kFillDrain,
                                    StallCause::kTileQuantisation};

StallCause largest(const StallStack& stalls) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < kStallCauses; ++i) {
    if (stalls[static_cast<StallCause>(i)] > stalls[static_cast<StallCause>(best)]) best = i;
  }
  return static_cast<StallCause>(best);
}

}  // namespace

void charge_imbalance(StallStack& stalls, Picoseconds idle) {
  std::array<double, kStallCauses> weights{};
  Picoseconds inside;
  for (const StallCause cause : kInsideCore) {
    const Picoseconds part = std::max(stalls[cause], Picoseconds(0));
    weights[static_cast<std::size_t>(cause)] = static_cast<double>(part.count());
    inside += part;
  }
  const Picoseconds moved = std::min(idle, inside);
  if (moved <= Picoseconds(0)) return;
  stalls -= divide(moved, weights);
  stalls[StallCause::kLoadImbalance] += moved;
}

void settle_negative(StallStack& stalls) {
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    Picoseconds& part = stalls[static_cast<StallCause>(i)];
    if (part >= Picoseconds(0)) continue;
    const Picoseconds missing = part;
    part = Picoseconds(0);
    stalls[largest(stalls)] += missing;
  }
}

}  // namespace tessera
