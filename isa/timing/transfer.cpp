#include "isa/timing/transfer.h"

#include <algorithm>

#include "isa/timing/memory.h"
#include "isa/timing/network.h"

namespace tessera {
namespace {

// A transfer counts as a hit for its latency if most of it hits.
constexpr double kMostlyHit = 0.5;

bool lies_in_own_slice(const ChipSpec& chip, const Program& program, const Transfer& transfer) {
  return chip.memory.slice_per_core && transfer.tensor >= 0 &&
         transfer.kind != Transfer::Kind::kMulticast &&
         program.tensors[static_cast<std::size_t>(transfer.tensor)].placement ==
             Placement::kOwnSlice;
}

Picoseconds first_byte(const ChipSpec& chip, const Transfer& transfer, double hit) {
  if (transfer.kind == Transfer::Kind::kStore)
    return network_latency(chip.network, 0, chip.core.count);
  if (chip.shared_buffer && hit > kMostlyHit) {
    return (chip.shared_buffer->latency_near + chip.shared_buffer->latency_far) / 2;
  }
  return chip.memory.latency;
}

}  // namespace

TransferDemand transfer_demand(const ChipSpec& chip, const Program& program,
                               const Transfer& transfer) {
  TransferDemand demand;
  demand.contiguous = transfer.row_bytes;
  const MemoryShares shares = memory_shares(chip.memory, transfer.row_bytes);
  const double receivers =
      transfer.kind == Transfer::Kind::kMulticast ? static_cast<double>(transfer.cores) : 1.0;
  const bool own_slice = lies_in_own_slice(chip, program, transfer);
  const double hit = own_slice ? 0 : transfer.shared_buffer_hit;
  demand.moved_memory = (1 - hit) / receivers;
  demand.memory = demand.moved_memory / shares.moved;
  demand.latency = first_byte(chip, transfer, hit);
  if (own_slice) {
    const BytesPerSecond slice(chip.memory.peak_bandwidth.count() /
                               static_cast<double>(chip.core.count) * shares.moved);
    demand.cap = std::min(slice, chip.core.dma.bandwidth);
    if (slice < chip.core.dma.bandwidth) demand.cap_is = StallCause::kMemoryBandwidth;
    return demand;
  }
  demand.cap = port_bandwidth(chip);
  demand.network = 1 / receivers;
  if (chip.shared_buffer) demand.shared_buffer = 1 / receivers;
  return demand;
}

Picoseconds copy_time(const ChipSpec& chip, const Transfer& transfer) {
  return duration(
      2.0 * static_cast<double>(transfer.bytes().count()) / chip.core.local_memory.bytes_per_clock,
      chip.core.clock);
}

BytesPerSecond shared_buffer_bandwidth(const ChipSpec& chip) {
  return chip.shared_buffer ? chip.shared_buffer->bandwidth : BytesPerSecond(0);
}

}  // namespace tessera
