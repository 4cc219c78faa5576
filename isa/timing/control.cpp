#include "isa/timing/control.h"

namespace tessera {

QueueCosts queue_costs(const ControlSpec& control) {
  if (control.queues) {
    return {control.queues->launch, control.queues->descriptor, control.queues->barrier,
            control.queues->dispatch};
  }
  if (control.stream) {
    return {
        control.stream->launch, control.stream->descriptor, control.stream->operator_overhead, {}};
  }
  if (control.static_schedule) {
    return {control.static_schedule->launch, {}, control.static_schedule->operator_overhead, {}};
  }
  // Hand-written queue programs on a chip of thread blocks: one block per core, kept resident.
  return {control.blocks->launch, {}, control.blocks->launch, control.blocks->dispatch};
}

Picoseconds launch_of(const ChipSpec& chip, const Grid& grid) {
  if (grid.launch_clocks) return duration(Cycles(*grid.launch_clocks), chip.core.clock);
  return chip.control.blocks->launch;
}

Picoseconds block_start_of(const ChipSpec& chip, const Grid& grid) {
  if (grid.start_clocks) return duration(Cycles(*grid.start_clocks), chip.core.clock);
  return chip.control.blocks ? chip.control.blocks->block_overhead : Picoseconds(0);
}

}  // namespace tessera
