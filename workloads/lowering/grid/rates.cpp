#include "workloads/lowering/grid/rates.h"

#include <algorithm>

#include "isa/timing/memory.h"
#include "isa/timing/network.h"

namespace tessera::grid {
namespace {

constexpr double kPerNanosecond = 1e-9;
// Tiles are read along whole rows of a matrix: several kilobytes before the address jumps.
constexpr Bytes kUsualStretch{4096};

}  // namespace

Rates rates_of(const ChipSpec& chip) {
  Rates rates;
  const std::int64_t cores = chip.core.count;
  rates.cores = static_cast<double>(cores);
  rates.clock = static_cast<double>(chip.core.clock.count()) * kPerNanosecond;
  rates.port = port_bandwidth(chip).count() * kPerNanosecond;
  rates.shared = network_bandwidth(chip.network, cores).count() * kPerNanosecond;
  rates.memory = sustained_bandwidth(chip.memory, kUsualStretch).count() * kPerNanosecond;
  rates.latency = to_nanoseconds(chip.memory.latency + trunk_latency(chip.network) * 2);
  rates.store_latency = to_nanoseconds(network_latency(chip.network, 0, cores));
  if (chip.shared_buffer) {
    const SharedBufferSpec& buffer = *chip.shared_buffer;
    rates.shared = std::min(rates.shared, buffer.bandwidth.count() * kPerNanosecond);
    rates.buffer_capacity = static_cast<double>(buffer.capacity.count()) * buffer.usable_fraction;
  }
  if (chip.control.blocks) {
    const BlocksControl& blocks = *chip.control.blocks;
    rates.launch = to_nanoseconds(blocks.launch);
    rates.dispatch = to_nanoseconds(blocks.dispatch);
    rates.block_overhead = to_nanoseconds(blocks.block_overhead);
  }
  return rates;
}

}  // namespace tessera::grid
