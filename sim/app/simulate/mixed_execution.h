// Accounts of operators that ran a part of their work beside collectives.
#pragma once

#include "isa/chip_spec.h"
#include "isa/execution.h"

namespace tessera {

// The causes in their proportions, `whole` in all; what rounding leaves is the largest one's. Where
// there are none, all is chip link.
StallStack scaled_to(Picoseconds whole, const StallStack& stalls);

// Adds an operator that took `charged` and did a `share` of its work as `beside`, the rest as
// `alone`, `times` times.
struct MixedWork {
  const OperatorExecution& alone;
  const OperatorExecution& beside;
  double share = 0;
  double times = 1;
};
void add_mixed(const MixedWork& work, Picoseconds charged, OperatorExecution& to);

// What of peak x time was neither moved nor lost is idle.
void close_traffic(const ChipSpec& chip, Picoseconds time, BandwidthLoss& traffic);

// Sums over the operators; engines and spans are left alone.
void sum_operators(const ChipSpec& chip, Execution& execution);

}  // namespace tessera
