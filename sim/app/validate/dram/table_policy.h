// Which controller policy predicts the rows of a simulator, with its queues and watermarks.
#pragma once

#include <string>
#include <vector>

#include "isa/dram/policy.h"
#include "sim/app/validate/dram/parameters.h"

namespace tessera::validation {

// "ramulator2", "dramsys", "dramsim3".
std::vector<std::string> known_simulators();

// ramulator2's policy: queue depths, watermarks and the kind of refresh as its parameters say.
dram::Policy ramulator2_policy(const Parameters& parameters, std::vector<Mistake>& mistakes);

// DRAMSys: one shared queue, or two with watermarks, as its parameters say.
dram::Policy dramsys_policy(const Parameters& parameters, std::vector<Mistake>& mistakes);

// DRAMsim3's own policy is not built: the nearest that is.
dram::Policy dramsim3_nearest_policy(const Parameters& parameters, std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
