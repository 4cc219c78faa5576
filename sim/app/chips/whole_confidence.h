// How well a chip is known as a whole, in the words of its numbers.
#pragma once

#include <string>
#include <vector>

#include "isa/chip.pb.h"
#include "sim/app/simulate/confidence.h"

namespace tessera {

// The numbers that carry its peak and its bandwidth: core.count, core.clock_mhz, the matrix unit's
// count, shape and rate of the default type (without one: the lanes and what they do in a clock),
// memory.bandwidth_gb_per_s; of these what the chip states.
std::vector<SourcedNumber> carrying_numbers(const proto::Chip& chip);

// The weakest of them, as a chain holds what its weakest link holds: datasheet, paper, fitted,
// estimate, assumption or unstated, from the surest to the weakest.
std::string whole_confidence(const proto::Chip& chip);

}  // namespace tessera
