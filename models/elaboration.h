// The chip that this process has elaborated. Hardware with other blocks replaces it in a fresh
// simulation context (docs/adr/other_hardware_in_a_fresh_context.md); other rates for the same
// blocks only configure it.
#pragma once

#include <memory>

#include "isa/chip_spec.h"
#include "models/chip.h"

namespace tessera {

// Valid until the next call.
Chip& elaborate(const ChipSpec& spec, BuildOrder order = BuildOrder::kForward);

// Destroys that chip and gives the kernel a new context: time zero, no objects. No other module may
// be alive.
void start_afresh();

}  // namespace tessera
