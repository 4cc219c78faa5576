// The clock that a chip's power limit leaves under load.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/execution.h"

namespace tessera {

// Share of the full clock at which a run goes that would take `elapsed` at full clock. Utilisation
// u of the matrix units above the share kappa that the limit sustains lowers the clock until power,
// which grows with its cube (frequency times voltage squared), is back at the limit:
//   settled = (kappa / u)^(1/3), reached after `throttle_time`: 1 - (1 - settled) t / (t + tau)
// Source: large products of H100, B200 and L40S run 8 to 13 % below the rate of smaller ones.
double clock_under_load(const ChipSpec& chip, const Actions& actions, Picoseconds elapsed);

// Stretches what the cores' clock paces: time of the matrix and vector units, local memory, fill
// and drain, in each operator and the whole.
void slow_to_power_limit(const ChipSpec& chip, Execution& execution);

// The same for engines counted at full clock: busy and idle times grow alike, to `elapsed`.
void stretch(std::vector<Occupancy>& occupancies, Picoseconds elapsed);

}  // namespace tessera
