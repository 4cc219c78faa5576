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

}  // namespace tessera
