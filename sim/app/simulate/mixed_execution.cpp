#include "sim/app/simulate/mixed_execution.h"

#include <cmath>

namespace tessera {
namespace {

StallStack mixed(const StallStack& alone, const StallStack& beside, double share) {
  StallStack mix;
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    const auto cause = static_cast<StallCause>(i);
    mix[cause] = Picoseconds(std::llround(static_cast<double>(alone[cause].count()) * (1 - share) +
                                          static_cast<double>(beside[cause].count()) * share));
  }
  return mix;
}

}  // namespace

StallStack scaled_to(Picoseconds whole, const StallStack& stalls) {
  StallStack scaled;
  const Picoseconds before = stalls.total();
  auto largest = StallCause::kChipLink;
  for (std::size_t i = 0; i < kStallCauses && before.count() != 0; ++i) {
    const auto cause = static_cast<StallCause>(i);
    scaled[cause] = Picoseconds(
        std::llround(ratio(stalls[cause], before) * static_cast<double>(whole.count())));
    if (scaled[cause] > scaled[largest]) largest = cause;
  }
  scaled[largest] += whole - scaled.total();
  return scaled;
}

void add_mixed(const MixedWork& work, Picoseconds charged, OperatorExecution& to) {
  to.time += charged;
  to.stalls += scaled_to(charged, mixed(work.alone.stalls, work.beside.stalls, work.share));
  to.actions += work.alone.actions * ((1 - work.share) * work.times);
  to.actions += work.beside.actions * (work.share * work.times);
  to.traffic += work.alone.traffic * ((1 - work.share) * work.times);
  to.traffic += work.beside.traffic * (work.share * work.times);
}

void close_traffic(const ChipSpec& chip, Picoseconds time, BandwidthLoss& traffic) {
  traffic.peak_bytes = chip.memory.peak_bandwidth.count() * to_seconds(time);
  traffic.idle_bytes = 0;
  traffic.idle_bytes = traffic.peak_bytes - traffic.moved_bytes - traffic.losses();
}

void sum_operators(const ChipSpec& chip, Execution& execution) {
  execution.elapsed = Picoseconds(0);
  execution.stalls = {};
  execution.actions = {};
  BandwidthLoss memory;
  for (const OperatorExecution& one : execution.operators) {
    execution.elapsed += one.time;
    execution.stalls += one.stalls;
    execution.actions += one.actions;
    memory += one.traffic;
  }
  close_traffic(chip, execution.elapsed, memory);
  execution.memories = {memory};
}

}  // namespace tessera
