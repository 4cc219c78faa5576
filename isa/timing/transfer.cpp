#include "isa/timing/transfer.h"

#include <algorithm>
#include <cmath>

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

// Groups of cores that a multicast to neighbours reaches: each has it over its own network.
double groups_reached(const ChipSpec& chip, double receivers) {
  const std::int64_t of_a_group = ceil_divide(chip.core.count, network_groups(chip.network));
  return std::ceil(receivers / static_cast<double>(of_a_group));
}

// Of what comes over the network, the share that crosses a trunk.
double crossing(const NetworkSpec& network, double hit) {
  const auto* hierarchy = std::get_if<HierarchicalSpec>(&network.kind);
  if (hierarchy == nullptr) return 0;
  return hierarchy->trunk_share * (hierarchy->buffer_per_group ? 1 - hit : 1);
}

bool mostly_hits(const ChipSpec& chip, double hit) {
  return chip.shared_buffer && hit > kMostlyHit;
}

// Without what the way from the core's place adds.
Picoseconds first_byte(const ChipSpec& chip, const Transfer& transfer, double hit) {
  if (transfer.kind == Transfer::Kind::kStore) return crossbar_latency(chip.network);
  if (mostly_hits(chip, hit))
    return (chip.shared_buffer->latency_near + chip.shared_buffer->latency_far) / 2;
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
  demand.network = groups_reached(chip, receivers) / receivers;
  demand.trunk = demand.network * crossing(chip.network, hit);
  // A load's request crosses too.
  const std::int64_t crossings = transfer.kind == Transfer::Kind::kStore ? 1 : 2;
  if (crossing(chip.network, mostly_hits(chip, hit) ? 1 : 0) > 0)
    demand.latency += trunk_latency(chip.network) * crossings;
  if (chip.shared_buffer) demand.shared_buffer = 1 / receivers;
  return demand;
}

Picoseconds latency_on_any_core(const ChipSpec& chip, const TransferDemand& demand) {
  if (demand.network == 0) return demand.latency;
  return demand.latency + mean_place_latency(chip.network, chip.core.count);
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
