// Rates of a chip for the tile search.
#include "workloads/lowering/queues/rates.h"

#include "isa/timing/control.h"
#include "isa/timing/memory.h"
#include "isa/timing/network.h"
#include "isa/timing/transfer.h"

namespace tessera::queues {
namespace {

constexpr double kPerNanosecond = 1e-9;

// The dimension that streams through an array has no granule of its own; shorter pieces than this
// would be mostly fill.
constexpr std::int64_t kStreamed = 8;

Granules granules_of(const SystolicSpec& array) {
  switch (array.dataflow) {
    case Dataflow::kWeightStationary:
      return {kStreamed, array.columns, array.rows};
    case Dataflow::kOutputStationary:
      return {array.rows, array.columns, kStreamed};
    case Dataflow::kInputStationary:
      return {array.columns, kStreamed, array.rows};
  }
  return {};
}

Granules granules_of(const DotProductSpec& unit) { return {unit.m, unit.n, unit.k}; }

}  // namespace

Rates rates_of(const ChipSpec& chip) {
  Rates rates;
  rates.cores = static_cast<double>(chip.core.count);
  rates.clock = static_cast<double>(chip.core.clock.count()) * kPerNanosecond;
  rates.port = port_bandwidth(chip).count() * kPerNanosecond;
  rates.network = network_bandwidth(chip.network, chip.core.count).count() * kPerNanosecond;
  rates.shared_buffer = shared_buffer_bandwidth(chip).count() * kPerNanosecond;
  if (chip.shared_buffer) {
    rates.buffer_bytes = static_cast<double>(chip.shared_buffer->capacity.count()) *
                         chip.shared_buffer->usable_fraction;
  }
  rates.multicast = chip.network.multicast_cores;
  rates.own_slices = chip.memory.slice_per_core;
  rates.latency = to_nanoseconds(chip.memory.latency + trunk_latency(chip.network) * 2);
  rates.store_latency = to_nanoseconds(network_latency(chip.network, 0, chip.core.count));
  rates.descriptor = to_nanoseconds(queue_costs(chip.control).descriptor);
  return rates;
}

double memory_rate(const ChipSpec& chip, Bytes contiguous) {
  return sustained_bandwidth(chip.memory, contiguous).count() * kPerNanosecond;
}

Granules granules_of(const MatrixUnitSpec& unit) {
  return std::visit([](const auto& kind) { return granules_of(kind); }, unit.kind);
}

}  // namespace tessera::queues
