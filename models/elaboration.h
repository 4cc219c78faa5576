// The chip that this process has elaborated. Hardware with other blocks replaces it in a fresh
// simulation context (docs/adr/0002); other rates for the same blocks only configure it.
#pragma once

#include <memory>

#include "isa/chip_spec.h"
#include "models/chip.h"

namespace tessera {

// Valid until the next call.
Chip& elaborate(const ChipSpec& spec, BuildOrder order = BuildOrder::kForward);

}  // namespace tessera
