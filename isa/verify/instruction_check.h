// Checks instructions one by one: what they name is there, fits its place and runs on the chip.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "isa/verify/mistake_list.h"

namespace tessera {

void check_instructions(const Program& program, const Kernel& kernel,
                        const std::vector<Instruction>& body, const ChipSpec& chip,
                        MistakeList& mistakes);

}  // namespace tessera
