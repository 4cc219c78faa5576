// A channel from the tables of a folder alone: parameters, constraints and a policy.
#pragma once

#include <string>
#include <vector>

#include "isa/dram/spec.h"
#include "sim/app/validate/dram/constraint_table.h"
#include "sim/app/validate/dram/parameters.h"

namespace tessera::validation {

// The channel of a configuration with a table of constraints, as ramulator2 describes it. Mapping
// and policy are left to the caller, but for what the standard says about the latter: the number of
// command slots. What is missing or impossible is a mistake.
dram::DramSpec table_spec(const Parameters& parameters, const ConstraintTable& table,
                          std::vector<Mistake>& mistakes);

// Adds mistakes for what no channel can be: too many banks, refreshes that leave no time.
void check_channel(const dram::DramSpec& spec, const Parameters& parameters,
                   std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
