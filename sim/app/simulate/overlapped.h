// Two halves of a batch on a chip, one of which computes while the other communicates: their time
// and account.
#pragma once

#include <functional>

#include "isa/chip_spec.h"
#include "sim/app/simulate/halves.h"

namespace tessera {

// Sums over both halves.
struct Overlapped {
  Picoseconds communication;  // of all collectives
  Picoseconds hidden;         // of it, while an operator of the other half ran
  Picoseconds beside;         // of operators, what was done while a collective held cores
};

struct OverlappedExecution {
  Execution execution;
  Overlapped overlapped;
};

using ExecuteProgram = std::function<Execution(const ChipSpec&, const Program&)>;

// Operators are timed as they follow each other without collectives, since what is computed
// meanwhile is of the other half; and once more on the cores that a collective leaves. Collectives
// are timed as they run among them. What schedule() says of the two chains is then the execution of
// operators_of_both: a collective's time in it is what nothing hides. With `trace` its spans are
// those of the two chains.
OverlappedExecution execute_overlapped(const Halves& halves, const ChipSpec& chip,
                                       const ExecuteProgram& execute, bool trace);

}  // namespace tessera
