// Runs a part of which collectives and operators overlap: its time and account.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "isa/chip_spec.h"
#include "sim/app/simulate/halves.h"
#include "sim/app/simulate/pieces.h"

namespace tessera {

enum class Way { kOnePiece, kHalves, kProducts };
std::string_view name_of(Way way);  // "one piece", "two halves", "products in pieces"

// Sums over all of a part.
struct Overlapped {
  Picoseconds communication;  // of all collectives
  Picoseconds hidden;         // of it, while an operator ran
  Picoseconds beside;         // of operators, what was done while a collective held cores
};

struct OverlappedExecution {
  Execution execution;
  Overlapped overlapped;
};

// The chip, and the cores of it that a collective holds.
struct HeldChip {
  const ChipSpec& chip;
  std::int64_t cores_held = 0;
};

// What schedule() says of the two chains, as the execution of operators_of_both: a collective's
// time in it is what nothing hides. With `trace` its spans are those of the chains.
OverlappedExecution execute_halves(const Halves& halves, const HeldChip& on,
                                   const ExecuteProgram& execute, bool trace);

// `whole` is how `program` runs in one piece. Each product that is sent is then taken in as many
// pieces as are fastest, one among them; all others stay as they are.
OverlappedExecution execute_products(const std::vector<Pieces>& pieces, const Program& program,
                                     Execution whole, const HeldChip& on,
                                     const ExecuteProgram& execute);

}  // namespace tessera
