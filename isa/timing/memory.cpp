#include "isa/timing/memory.h"

#include <algorithm>

namespace tessera {
namespace {

// Share of the time that one channel spends on activations that nothing hides.
double activation_share(const MemorySpec& memory, Bytes contiguous) {
  if (memory.row_bytes.count() == 0) return 0;
  const double lost = to_seconds(memory.row_miss) * memory.peak_bandwidth.count() /
                      static_cast<double>(memory.channels);
  const Bytes segment = std::clamp(contiguous, Bytes(1), memory.row_bytes);
  return lost / (lost + static_cast<double>(segment.count()));
}

}  // namespace

MemoryShares memory_shares(const MemorySpec& memory, Bytes contiguous) {
  MemoryShares shares;
  shares.refresh = memory.refresh_share;
  shares.row_activation = (1 - shares.refresh) * activation_share(memory, contiguous);
  const double left = 1 - shares.refresh - shares.row_activation;
  shares.controller = left * (1 - memory.sustained_efficiency);
  shares.moved = left - shares.controller;
  return shares;
}

BytesPerSecond sustained_bandwidth(const MemorySpec& memory, Bytes contiguous) {
  return memory.peak_bandwidth * memory_shares(memory, contiguous).moved;
}

}  // namespace tessera
