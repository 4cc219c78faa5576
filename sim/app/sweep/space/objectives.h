// Metrics as they are asked for, each with the direction in which it is better.
#pragma once

#include <string>
#include <vector>

#include "sim/app/sweep/space/spec.h"

namespace tessera::sweep {

// By its name with or without the unit. As the spec's objectives say, else as is better in general.
// Throws InputError(kUsage), which names `flag`.
Objective objective_named(const Spec& spec, const std::string& flag, const std::string& name);

// "latency_us,energy_mj". Throws InputError(kUsage) also for none, and for one named twice.
std::vector<Objective> objectives_named(const Spec& spec, const std::string& flag,
                                        const std::string& names);

// Of a name that exists.
std::size_t place_of(const Objective& objective);

// "least latency_us", "most tokens_per_s"
std::string direction_text(const Objective& objective);

// "least latency_us, most tokens_per_s"
std::string directions_text(const std::vector<Objective>& objectives);

}  // namespace tessera::sweep
