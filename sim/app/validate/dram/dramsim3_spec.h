// A channel from DRAMsim3's own parameters (tRCD, tRP, ...), where no table of constraints has its
// name: the waits that JEDEC's parameters stand for, as DRAMsim3 combines them.
#pragma once

#include <vector>

#include "isa/dram/spec.h"
#include "sim/app/validate/dram/parameters.h"

namespace tessera::validation {

// Mapping and policy are left to the caller. What is missing is a mistake.
dram::DramSpec dramsim3_spec(const Parameters& parameters, std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
