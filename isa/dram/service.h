// What a channel gives to steady traffic: the share of its pins that moves data, and where the rest
// goes. The rate that everything coarser than commands works with.
#pragma once

#include <array>

#include "isa/dram/loss.h"
#include "isa/dram/spec.h"

namespace tessera::dram {

// Shares of the peak of all data buses; moved and lost sum to 1.
struct Service {
  double moved = 1;
  std::array<double, kLossCauses> lost{};  // by LossCause
  double activations_per_byte = 0;         // moved
  double refreshes_per_second = 0;         // REFab and REFpb of one channel
  bool operator==(const Service&) const = default;
};

// Measured with the command engine over whole refresh intervals, under the traffic of many cores
// that sweep tensors: `kServiceStreams` sequential streams of reads that take turns, 256 bytes at a
// time. Neighbouring cores read neighbouring segments at about the same time, so how a single
// core's tile is cut into rows makes no difference to the channel. Remembered for each spec.
inline constexpr int kServiceStreams = 4;
Service sustained_service(const DramSpec& spec);

}  // namespace tessera::dram
