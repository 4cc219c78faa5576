// A piece of queue kernels in closed form: one core walks for all that do the same.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "isa/run/pieces.h"
#include "isa/run/run_record.h"

namespace tessera {

// Throws InputError(kDeadlock) where a queue waits for a token that never comes.
RunRecord run_queue_piece(const ChipSpec& chip, const Program& program, const Piece& piece);

// The time alone, exactly as above, in a fraction of the time.
Picoseconds time_queue_piece(const ChipSpec& chip, const Program& program, const Piece& piece);

}  // namespace tessera
