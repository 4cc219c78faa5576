// A kernel written by hand in assembly text: read and verified against the chip.
#pragma once

#include <string>

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Throws InputError: kBadInput with line and column, kDoesNotFit, kDeadlock.
Program read_kernel(const std::string& path, const ChipSpec& chip);

}  // namespace tessera
