#include "isa/timing/memory.h"

#include <algorithm>

namespace tessera {
namespace {

double& share(MemoryShares& shares, dram::LossCause cause) {
  return shares.lost[static_cast<std::size_t>(cause)];
}

// Share of the time that one channel spends on activations that nothing hides.
double activation_share(const MemorySpec& memory, Bytes segment) {
  const double lost = to_seconds(memory.row_miss) * memory.peak_bandwidth.count() /
                      static_cast<double>(memory.channels);
  return lost / (lost + static_cast<double>(segment.count()));
}

void describe_itself(const MemorySpec& memory, Bytes contiguous, MemoryShares& shares) {
  share(shares, dram::LossCause::kRefresh) = memory.refresh_share;
  shares.moved = 1 - memory.refresh_share;
  if (memory.row_bytes.count() == 0) return;
  const Bytes segment = std::clamp(contiguous, Bytes(1), memory.row_bytes);
  const double activation = shares.moved * activation_share(memory, segment);
  share(shares, dram::LossCause::kRowActivation) = activation;
  shares.moved -= activation;
  shares.activations_per_byte = 1 / static_cast<double>(segment.count());
}

}  // namespace

MemoryShares memory_shares(const MemorySpec& memory, Bytes contiguous) {
  MemoryShares shares;
  if (memory.dram) {
    shares.moved = memory.service.moved;
    shares.lost = memory.service.lost;
    shares.activations_per_byte = memory.service.activations_per_byte;
  } else {
    describe_itself(memory, contiguous, shares);
  }
  shares.controller = shares.moved * (1 - memory.sustained_efficiency);
  shares.moved -= shares.controller;
  return shares;
}

BytesPerSecond sustained_bandwidth(const MemorySpec& memory, Bytes contiguous) {
  return memory.peak_bandwidth * memory_shares(memory, contiguous).moved;
}

void count_traffic(const MemoryShares& shares, double moved, BandwidthLoss& traffic,
                   Actions& actions) {
  const double asked = moved / shares.moved;
  traffic.moved_bytes += moved;
  for (std::size_t c = 0; c < dram::kLossCauses; ++c)
    traffic.lost_bytes[c] += asked * shares.lost[c];
  traffic.controller_bytes += asked * shares.controller;
  actions.memory_row_activations += moved * shares.activations_per_byte;
}

}  // namespace tessera
